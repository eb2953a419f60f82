// Packages mode's modules as they are on this machine: what its lists are made from, and held against.
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { ModuleNames, formatList } from "./lists.mjs";
import { recordModule, versionOf } from "./record.mjs";
import { STAND_INS } from "./stand_ins.mjs";
import { readWorlds } from "./worlds.mjs";

const OVERRIDE = /--override_module=([^=\s"]+)=([^"\n]+)/g;

/** Name to folder of Debian's modules, as .tk/bazelrc has them; empty in central mode. */
export function installedModules(root) {
  const rc = join(root, ".tk/bazelrc");
  const overrides = existsSync(rc) ? [...readFileSync(rc, "utf8").matchAll(OVERRIDE)] : [];
  const folders = overrides.map(([, name, folder]) => [name, folder.replaceAll("%workspace%", root)]);
  return new Map(folders.filter(([, folder]) => !folder.startsWith(join(root, STAND_INS)) && existsSync(folder)).map(([name, folder]) => [name, original(folder)]));
}

// A tree of links to Debian's files and to ours: Debian's.
function original(folder) {
  const file = join(folder, "MODULE.bazel");
  return existsSync(file) ? dirname(realpathSync(file)) : folder;
}

/** The lists of packages mode that are not of what is installed, each with what to do: Debian has a newer version. */
export function staleLists(root, lists) {
  const folders = installedModules(root);
  const worlds = readWorlds(lists, root, () => {});
  const known = [...worlds.modules.packages].filter(([name]) => folders.has(name));
  return known.filter(([name, list]) => !same(list, installedNames(name, folders, root, lists))).map(([name, { version }]) => {
    const found = versionOf(folders.get(name)) ?? "another version";
    return `the packages mode list for ${name} has version ${version}, which differs from the installed ${found}; update it with: tools/ci/names --record packages ${name}`;
  });
}

// With our own files in place of those that the launcher replaces, as the list has them.
function installedNames(name, folders, root, lists) {
  const list = new ModuleNames(name, "", recordModule(name, folders));
  return readWorlds(lists, root, () => {}, new Map([[name, list]])).modules.packages.get(name);
}

function same(left, right) {
  return rowsOf(left) === rowsOf(right);
}

function rowsOf({ symbols, targets }) {
  const entries = [...targets.values(), ...[...symbols.values()].flatMap((names) => [...names.values()])];
  return formatList("", "", entries.map(({ where, symbol, kind, names }) => [where, symbol, kind, [...names].sort()]));
}
