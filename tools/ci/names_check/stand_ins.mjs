// What packages mode has beside Debian's modules: stand-ins, and files of ours in the place of some of Debian's.
import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { placeOf } from "./bazel/labels.mjs";
import { Workspace } from "./bazel/workspace.mjs";
import { ModuleNames } from "./lists.mjs";
import { Listed, recordModule, versionOf } from "./record.mjs";

export const STAND_INS = "tools/bootstrap/modules";
// The launcher lays rules_rust_PART over the folder PART of Debian's rules_rust.
const OVERLAY = /^(rules_rust)_(\w+)$/;
// What it replaces stays beside it, under this name.
const REPLACED = /^debian_/;
// Added to Debian's BUILD file.
const BUILD_PART = ".BUILD.tpl";

/** Adds them to the lists of packages mode; `problem(place, message)` is told of what cannot be run. */
export function addStandIns(modules, root, problem) {
  const folder = join(root, STAND_INS);
  if (!existsSync(folder)) return;
  const names = readdirSync(folder);
  const isModule = (name) => existsSync(join(folder, name, "MODULE.bazel"));
  const folders = new Map(names.filter(isModule).map((name) => [name, join(folder, name)]));
  const hooks = {
    outside: (label) => listed(modules, label),
    error: (found) => problem(placeInCheckout(found, root), `packages mode's stand-in cannot be run here: ${found.message}`),
  };
  for (const [name, path] of folders) modules.set(name, new ModuleNames(name, versionIn(path), recordModule(name, folders, hooks)));
  for (const name of names.filter((other) => !isModule(other))) {
    const [, module, below] = OVERLAY.exec(name) ?? [];
    if (modules.has(module)) addOverlay(modules.get(module), { folder: join(folder, name), below }, hooks);
  }
}

function versionIn(folder) {
  return `stand-in${versionOf(folder) ? ` for ${versionOf(folder)}` : ""}`;
}

function addOverlay(list, place, hooks) {
  const rows = [...recordModule(list.name, new Map([[list.name, place]]), hooks), ...addedTargets(list.name, place, hooks)];
  for (const path of new Set(rows.filter(([, symbol]) => symbol !== "").map(([path]) => path))) list.symbols.delete(path);
  for (const path of filesBelow(place.folder).filter((file) => file.endsWith("BUILD.bazel"))) deletePackage(list.targets, join(place.below, path, ".."));
  for (const row of rows) list.add(row);
}

function deletePackage(targets, pkg) {
  for (const name of targets.keys()) if (name.startsWith(`//${pkg}:`)) targets.delete(name);
}

function addedTargets(module, place, hooks) {
  const workspace = new Workspace(new Map([[module, place]]), hooks);
  const parts = filesBelow(place.folder).filter((file) => file.endsWith(BUILD_PART));
  return parts.flatMap((part) => {
    const pkg = join(place.below, part, "..");
    const targets = [...workspace.buildFile(module, pkg, join(place.folder, part))].filter(([, target]) => target.public);
    return targets.map(([name, { kind }]) => [`//${pkg}:${name}`, "", /(?<!config)_(?:flag|setting)$/.test(kind) ? "flag" : kind, []]);
  });
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)));
}

// @rules_rust//rust/extensions.bzl is tools/bootstrap/modules/rules_rust_rust/extensions.bzl.
function placeInCheckout({ place = { file: "", line: 1 } }, root) {
  const { repo, path } = placeOf(place.file);
  const [part, ...rest] = path.split("/");
  const overlay = join(STAND_INS, `${repo}_${part}`, ...rest);
  return { file: existsSync(join(root, overlay)) ? overlay : join(STAND_INS, repo, path), line: place.line };
}

// What is loaded of Debian's modules, as their lists have it.
function listed(modules, label) {
  const [, module, pkg, name] = /^@([^/]+)\/\/([^:]*):(.+)$/.exec(label) ?? [];
  const symbols = modules.get(module)?.symbols.get(join(pkg ?? "", (name ?? "").replace(REPLACED, "")));
  return symbols && new Map([...symbols].map(([symbol, entry]) => [symbol, new Listed(entry, symbols)]));
}
