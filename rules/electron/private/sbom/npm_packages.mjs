/** The npm packages of an app: Map of "NAME@VERSION" to { name, version, manifest, dependencies: Set of such keys }. */
import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { extractFile, listPackage } from "@electron/asar";

import { readJson } from "../asar/declared_error.mjs";

const ROOT = /^((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\/package\.json$/;

const needs = ({ dependencies, optionalDependencies, peerDependencies }) => Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });

class Packages {
  found = new Map();

  /** Adds a package; returns its key. */
  add(manifest, name = manifest.name) {
    const key = `${name}@${manifest.version ?? ""}`;
    if (!this.found.has(key)) this.found.set(key, { name, version: manifest.version, manifest, dependencies: new Set() });
    return key;
  }

  depend(key, dependency) {
    if (key !== dependency) this.found.get(key).dependencies.add(dependency);
  }
}

/** Those in the archive, each where Node.js finds it. */
function addArchived(packages, asar) {
  const placed = new Map();
  for (const path of listPackage(asar, { isPack: false }).map((name) => name.replaceAll("\\", "/").replace(/^\//, ""))) {
    const folder = ROOT.exec(path)?.[1];
    if (folder) placed.set(folder, JSON.parse(extractFile(asar, path).toString("utf8")));
  }
  const keys = new Map([...placed].map(([folder, manifest]) => [folder, packages.add(manifest, folder.replace(/^.*node_modules\//, ""))]));
  for (const [folder, manifest] of placed) {
    for (const name of needs(manifest)) {
      const found = above(folder).find((at) => keys.has(join(at, "node_modules", name)));
      if (found !== undefined) packages.depend(keys.get(folder), keys.get(join(found, "node_modules", name)));
    }
  }
}

/** The folders in which Node.js looks for a package's dependencies. */
function above(folder) {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...above(parent)];
}

/** A package that a page is made of, with what it depends on. */
function addBundled(packages, folder, seen = new Set()) {
  const real = realpathSync(folder);
  const manifest = readJson(join(real, "package.json"));
  const key = packages.add(manifest);
  if (seen.has(real)) return key;
  seen.add(real);
  for (const name of Object.keys(manifest.dependencies ?? {}).filter((dependency) => !dependency.startsWith("@types/"))) {
    const found = above(real).find((at) => existsSync(join(at, "node_modules", name, "package.json")));
    if (found) packages.depend(key, addBundled(packages, join(found, "node_modules", name), seen));
  }
  return key;
}

/** All of an app: in its archive, in the bundles (`facts`), and in its page (`folders`). */
export function npmPackages(asar, facts, folders) {
  const packages = new Packages();
  addArchived(packages, asar);
  for (const manifest of facts.bundled) packages.add(manifest);
  for (const folder of folders) addBundled(packages, folder);
  return packages.found;
}
