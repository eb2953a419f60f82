// The two worlds that our files must build in, and what each of them has.
import { join } from "node:path";
import { nearest, readLists } from "./lists.mjs";
import { addStandIns } from "./stand_ins.mjs";

export const WORLDS = ["central", "packages"];

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
  addStandIns(modules.packages, root, problem);
  return new Worlds(modules);
}
