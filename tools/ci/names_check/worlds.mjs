// The two worlds that our files must build in, and what each of them has.
import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { placeOf } from "./bazel/labels.mjs";
import { ModuleNames, nearest, readLists } from "./lists.mjs";
import { recordModule, versionOf } from "./record.mjs";

export const WORLDS = ["central", "packages"];
export const STAND_INS = "tools/bootstrap/modules";
// Files that the launcher puts in place of those in Debian's copy of a module.
const OVERLAYS = { rules_rust_crate_universe: { module: "rules_rust", below: "crate_universe" } };

export class Worlds {
  /** @param {Record<string, Map<string, ModuleNames>>} modules world to name of the module to its names */
  constructor(modules) {
    this.modules = modules;
  }

  /** Of the worlds asked, those that lack something, as `{world, list}`; `has(list)` looks for it. */
  lacking(module, has, worlds = WORLDS) {
    return worlds.map((world) => ({ world, list: this.modules[world].get(module) })).filter(({ list }) => !list || !has(list));
  }

  /** What each world knows of a symbol; those without it are left out. */
  symbol(module, path, symbol) {
    return WORLDS.map((world) => ({ world, module, entry: this.modules[world].get(module)?.symbols.get(path)?.get(symbol) })).filter(({ entry }) => entry);
  }

  /** The name nearest to `name` among those that every world gives with `names(list)`. */
  nearestInAll(module, name, names) {
    const [first, ...more] = WORLDS.map((world) => this.modules[world].get(module)).map((list) => (list ? [...names(list)] : []));
    return nearest(name, first.filter((candidate) => more.every((others) => others.includes(candidate))));
  }

  /** How a message names a module of a world. */
  describe(module, { world, list }) {
    const mode = world === "central" ? "the public modules" : "packages mode";
    return list ? `${module} ${list.version} (${mode})` : `${mode}, which has no ${module}`;
  }
}

/**
 * The committed lists, with packages mode's stand-ins as they are in the checkout.
 * @param problem `problem(place, message)` is told of what cannot be run of the stand-ins
 * @param {Map<string, ModuleNames>} instead takes the place of lists of packages mode
 */
export function readWorlds(lists, root, problem, instead = new Map()) {
  const modules = Object.fromEntries(WORLDS.map((world) => [world, readLists(join(lists, world))]));
  for (const [name, names] of instead) modules.packages.set(name, names);
  addStandIns(modules.packages, join(root, STAND_INS), problem);
  return new Worlds(modules);
}

function addStandIns(modules, folder, problem) {
  if (!existsSync(folder)) return;
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, "MODULE.bazel")));
  const folders = new Map(names.map((name) => [name, join(folder, name)]));
  const outside = (label) => listed(modules, label);
  const error = (found) => problem(standInPlace(found), `packages mode's stand-in cannot be run here: ${found.message}`);
  for (const name of names) modules.set(name, new ModuleNames(name, standInVersion(folders.get(name)), recordModule(name, folders, { outside, error })));
  for (const [name, { module, below }] of Object.entries(OVERLAYS)) {
    if (existsSync(join(folder, name)) && modules.has(module)) addOverlay(modules.get(module), { folder: join(folder, name), below }, { outside, error });
  }
}

function standInVersion(folder) {
  return `stand-in${versionOf(folder) ? ` for ${versionOf(folder)}` : ""}`;
}

function addOverlay(list, place, hooks) {
  const rows = recordModule(list.name, new Map([[list.name, place]]), hooks);
  for (const [where, symbol] of rows) {
    if (symbol !== "") list.symbols.delete(where);
    else deletePackage(list.targets, where);
  }
  for (const row of rows) list.add(row);
}

function deletePackage(targets, target) {
  const [pkg] = target.split(":");
  for (const name of targets.keys()) if (name.startsWith(`${pkg}:`)) targets.delete(name);
}

// @rules_rust//crate_universe/extension.bzl is tools/bootstrap/modules/rules_rust_crate_universe/extension.bzl.
function standInPlace({ place = { file: "", line: 1 } }) {
  const { repo, path } = placeOf(place.file);
  const [name, { below }] = Object.entries(OVERLAYS).find(([, { module }]) => module === repo) ?? [repo, { below: "" }];
  return { file: join(STAND_INS, name, relative(below, path)), line: place.line };
}

// What a stand-in loads of Debian's modules, as their lists have it.
function listed(modules, label) {
  const match = /^@([^/]+)\/\/([^:]*):(.+)$/.exec(label);
  const symbols = match && modules.get(match[1])?.symbols.get(match[2] ? `${match[2]}/${match[3]}` : match[3]);
  return symbols && new Map([...symbols].map(([symbol, entry]) => [symbol, { typeName: entry.kind, openFields: true, takes: () => [...entry.names], call: () => null }]));
}
