// The two worlds that our files must build in, and what each of them has.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ModuleNames, nearest, readLists, takes } from "./lists.mjs";
import { recordModule, versionOf } from "./record.mjs";

export const WORLDS = ["central", "packages"];
const STAND_INS = "tools/bootstrap/modules";
// Files that the launcher puts in place of those in Debian's copy of a module.
const OVERLAYS = { rules_rust_crate_universe: { module: "rules_rust", folder: "crate_universe" } };

export class Worlds {
  /** @param {Record<string, Map<string, ModuleNames>>} modules world to name of the module to its names */
  constructor(modules) {
    this.modules = modules;
  }

  /** The committed lists, with packages mode's stand-ins as they are in the checkout. */
  static read(listFolder, root) {
    const modules = Object.fromEntries(WORLDS.map((world) => [world, readLists(join(listFolder, world))]));
    addStandIns(modules.packages, join(root, STAND_INS));
    return new Worlds(modules);
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

function addStandIns(modules, folder) {
  if (!existsSync(folder)) return;
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, "MODULE.bazel")));
  const folders = new Map(names.map((name) => [name, join(folder, name)]));
  const outside = (label) => listed(modules, label);
  for (const name of names) modules.set(name, new ModuleNames(name, standInVersion(folders.get(name)), recordModule(name, folders, { outside })));
  for (const [name, { module, folder: below }] of Object.entries(OVERLAYS)) addOverlay(modules.get(module), join(folder, name), below, outside);
}

function standInVersion(folder) {
  return `stand-in${versionOf(folder) ? ` for ${versionOf(folder)}` : ""}`;
}

function addOverlay(list, folder, below, outside) {
  if (!list || !existsSync(folder)) return;
  const rows = recordModule("overlay", new Map([["overlay", folder]]), { outside, below });
  for (const path of new Set(rows.filter(([, symbol]) => symbol !== "").map(([path]) => path))) list.symbols.delete(path);
  for (const row of rows) list.add(row);
}

// What a stand-in loads of Debian's modules, as their lists have it.
function listed(modules, label) {
  const match = /^@([^/]+)\/\/([^:]*):(.+)$/.exec(label);
  const symbols = match && modules.get(match[1])?.symbols.get(match[2] ? `${match[2]}/${match[3]}` : match[3]);
  return symbols && new Map([...symbols].map(([symbol, entry]) => [symbol, { typeName: entry.kind, openFields: true, takes: () => [...entry.names], call: () => null }]));
}

export { takes };
