/**
 * The app's node_modules: the packages that it was given, and what they depend on at run time, laid out as npm does: each
 * at the top, or below the package that needs it where another version has that place.
 */
import { builtinModules } from "node:module";
import { cpSync, existsSync, mkdirSync, readdirSync, realpathSync } from "node:fs";
import { dirname, join, sep } from "node:path";

import { DeclaredError, readJson } from "./declared_error.mjs";

// Part of Electron, and of no use at run time.
const isLeftOut = (name) => name === "electron" || name.startsWith("@types/");

function rootPackage({ attribute, folder, name }) {
  if (!existsSync(folder)) throw new DeclaredError([`${attribute}: ${name} has no files for this platform`]);
  if (!existsSync(join(folder, "package.json"))) throw new DeclaredError([`${attribute}: a package has no package.json; it has ${readdirSync(folder).sort().join(", ") || "nothing"}`]);
  const found = readJson(join(folder, "package.json"));
  if (!name && (typeof found.name !== "string" || found.name === "")) throw new DeclaredError([`${attribute}: a package.json has no "name"; add it`]);
  return { name: name || found.name, real: realpathSync(folder), attribute };
}

/** Where Node.js finds a package that one at `real` needs. */
function resolvePackage(name, real) {
  for (let folder = real; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(join(candidate, "package.json"))) return realpathSync(candidate);
    if (folder === dirname(folder) || folder === process.cwd()) return undefined;
  }
}

class Installation {
  #app;
  #placed = new Map();
  problems = [];

  constructor(app) {
    this.#app = app;
  }

  /** Places a package for one at `from` (in the app; "" is the app itself); returns its place if it is a new one. */
  place(name, real, from) {
    for (let at = from; ; at = parentOf(at)) {
      const taken = this.#placed.get(join(at, "node_modules", name));
      if (taken === real) return undefined;
      if (taken) return this.#copy(join(from, "node_modules", name), real);
      if (at === "") return this.#copy(join("node_modules", name), real);
    }
  }

  /** What lies at a place of the app. */
  at(path) {
    return this.#placed.get(path);
  }

  #copy(path, real) {
    this.#placed.set(path, real);
    const target = join(this.#app, path);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(real, target, { dereference: true, filter: (file) => !/\.d\.[cm]?ts(\.map)?$/.test(file), recursive: true });
    return path;
  }

  /** Places what a package depends on; returns the new ones. */
  placeDependencies(path, real) {
    const { dependencies = {}, name, optionalDependencies = {}, peerDependencies = {} } = readJson(join(real, "package.json"));
    const isNeeded = (dependency) => dependency in dependencies && !(dependency in optionalDependencies);
    const names = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }).filter((dependency) => !isLeftOut(dependency));
    return names.sort().flatMap((dependency) => {
      const found = resolvePackage(dependency, real) ?? this.at(join("node_modules", dependency));
      if (!found) {
        if (isNeeded(dependency)) this.problems.push(`node_modules/${name} needs ${dependency}, which no package of the app brings; add //:node_modules/${dependency} to "deps"`);
        return [];
      }
      // A package that is bundled in this one has come with it.
      if (found.startsWith(real + sep)) return [];
      const place = this.place(dependency, found, path);
      return place ? [[place, found]] : [];
    });
  }
}

const parentOf = (path) => path.slice(0, Math.max(0, path.lastIndexOf("node_modules") - 1));

/** Installs packages ({ folder, name, attribute }) into the app; returns what is wrong. */
export function installPackages(packages, app) {
  const installation = new Installation(app);
  let level = packages.map(rootPackage).map(({ attribute, name, real }) => {
    const place = join("node_modules", name);
    if (installation.at(place)) throw new DeclaredError([`${attribute}: two packages are named ${name}`]);
    installation.place(name, real, "");
    return [place, real];
  });
  while (level.length) level = level.flatMap(([path, real]) => installation.placeDependencies(path, real));
  return installation.problems;
}

const isBuiltin = (path) => path.startsWith("node:") || builtinModules.includes(path) || /^(electron|original-fs)(\/|$)/.test(path);

/** What the bundles import and the app does not have, by who imports it. */
export function missingImports(imports, app) {
  const missing = new Map();
  for (const { from, path } of imports) {
    if (isBuiltin(path) || /^[./]/.test(path)) continue;
    const name = path.split("/").slice(0, path.startsWith("@") ? 2 : 1).join("/");
    if (!existsSync(join(app, "node_modules", name, "package.json"))) missing.set(name, [...(missing.get(name) ?? []), from]);
  }
  return [...missing].map(([name, from]) => `${from.join(" and ")} imports ${name}, which is not in the app's node_modules; add its target, such as //:node_modules/${name}, to "deps"`);
}
