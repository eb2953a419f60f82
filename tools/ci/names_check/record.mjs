// Reads which names a module offers from its sources: its public .bzl files and packages are run, with nothing built.
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { buildFileIn } from "./bazel/glob.mjs";
import { Declaration, Rule } from "./bazel/objects.mjs";
import { Workspace } from "./bazel/workspace.mjs";
import { Builtin, Func, Struct, Unknown, typeName } from "./starlark/values.mjs";
import { walk } from "./starlark/walk.mjs";
import { forwarded } from "./forwards.mjs";

// Folders that are the module's own affair, or no part of what it publishes.
const NOT_PUBLIC = /^(?:private|internal|impl|tests?|e2e|examples?|docs|3rdparty|third_party|testdata|test_data|vendor|node_modules|offline|contrib|\..*)$/;
const NOT_PUBLIC_FILE = /^(?:tests?|internal_deps|docs\w*)\.bzl$/;
const SHORT = 4;

/**
 * The rows of a module's list.
 * @param {string} name the module
 * @param folders of this module and of those that it loads from, see Workspace
 * @param {object} options `error(error)` is told of what could not be run, which then is `+any`; `outside(label)`
 *     gives what is loaded of modules without a folder
 */
export function recordModule(name, folders, { error, outside } = {}) {
  const workspace = new Workspace(folders, { error, outside });
  const { folder: root, below } = typeof folders.get(name) === "string" ? { folder: folders.get(name), below: "" } : folders.get(name);
  const rows = [];
  for (const path of publicFiles(root, "")) {
    const symbols = [...workspace.bzl(name, join(below, path))].filter(([symbol]) => !symbol.startsWith("_"));
    for (const [symbol, value] of symbols) rows.push(...describe(join(below, path), symbol, value));
  }
  for (const found of publicPackages(root, "")) {
    const pkg = join(below, found).replace(/^\.$/, "");
    for (const [target, { kind, public: seen }] of workspace.build(name, pkg)) {
      if (seen && !(kind === "file" && target.includes("/"))) rows.push([`//${pkg}:${target}`, "", kind, []]);
    }
  }
  addToolchains(name, workspace, rows);
  return rows;
}

// Which rule makes what `ctx.toolchains[TYPE]` gives: nothing in the files says so in a way that can be read.
const TOOLCHAINS = {
  rules_nodejs: {
    "//nodejs:runtime_toolchain_type": ["nodejs/toolchain.bzl", ["_nodejs_toolchain", "node_toolchain"]],
    "//nodejs:toolchain_type": ["nodejs/toolchain.bzl", ["_nodejs_toolchain", "node_toolchain"]],
  },
  rules_rust: { "//rust:toolchain_type": ["rust/toolchain.bzl", ["rust_toolchain"]] },
};

function addToolchains(name, workspace, rows) {
  for (const [type, [path, rules]] of Object.entries(TOOLCHAINS[name] ?? {})) {
    const row = rows.find(([where]) => where === type);
    const symbols = row && workspace.bzl(name, path);
    const rule = rules.map((symbol) => symbols?.get(symbol)).find((value) => value instanceof Rule);
    const fields = rule?.implementation instanceof Func ? toolchainFields(rule.implementation) : [];
    if (row) row[3] = fields.length > 0 ? fields : ["+any"];
  }
}

function toolchainFields(implementation) {
  const made = walk(implementation.body).filter((node) => node.type === "call" && node.callee.name === "ToolchainInfo");
  return [...new Set(made.flatMap((call) => call.args.map((arg) => arg.name ?? "+any")))].sort();
}

/** The version in a module's MODULE.bazel, where it has one; releases of some projects fill it in only later. */
export function versionOf(folder) {
  const text = existsSync(join(folder, "MODULE.bazel")) ? readFileSync(join(folder, "MODULE.bazel"), "utf8") : "";
  return /^module\((?:[^()]|\([^()]*\))*?version = "([^"]+)"/m.exec(text)?.[1];
}

function* publicFiles(root, below) {
  for (const entry of readdirSync(join(root, below), { withFileTypes: true })) {
    const path = join(below, entry.name);
    if (isFolder(root, path)) {
      if (isPublicFolder(root, path)) yield* publicFiles(root, path);
    } else if (entry.name.endsWith(".bzl") && !NOT_PUBLIC_FILE.test(entry.name)) yield path;
  }
}

function* publicPackages(root, below) {
  if (buildFileIn(join(root, below))) yield below;
  for (const entry of readdirSync(join(root, below))) {
    const path = join(below, entry);
    if (isFolder(root, path) && isPublicFolder(root, path)) yield* publicPackages(root, path);
  }
}

// A folder with a MODULE.bazel is a module of its own.
function isPublicFolder(root, path) {
  return !NOT_PUBLIC.test(basename(path)) && !existsSync(join(root, path, "MODULE.bazel"));
}

// Through links: packages mode's rules_rust is a tree of them.
function isFolder(root, path) {
  return statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Something of another module, as a list has it: what is loaded of it can be given on under another name. */
export class Listed {
  openFields = true;

  constructor(entry, symbols) {
    Object.assign(this, { entry, symbols, typeName: entry.kind });
  }

  takes() {
    return [...this.entry.names];
  }

  call() {
    return new Unknown("what something of another module gives");
  }

  rows(path, symbol) {
    const own = this.entry.symbol;
    const all = [...this.symbols.values()].filter((entry) => entry.symbol === own || entry.symbol.startsWith(`${own}.`));
    return all.map((entry) => [path, symbol + entry.symbol.slice(own.length), entry.kind, [...entry.names].sort()]);
  }
}

function describe(path, symbol, value, depth = 0) {
  if (value instanceof Listed) return value.rows(path, symbol);
  const row = (kind, names) => [path, symbol, kind, [...new Set(names)].sort()];
  if (value instanceof Rule) return [row(value.setting ? "setting" : value.typeName, value.takes())];
  if (value instanceof Declaration) return declaration(path, symbol, value, row);
  if (value instanceof Func) return [row("function", forwarded(value))];
  if (value instanceof Builtin) return [row("function", ["+any"])];
  if (value instanceof Unknown) return [row("unknown", ["+any"])];
  if (value instanceof Struct) return struct(path, symbol, value, row, depth);
  return [row(typeName(value), [])];
}

function declaration(path, symbol, value, row) {
  const rows = [row(value.typeName, [...value.names, ...(value.open ? ["+any"] : [])])];
  for (const [name, tag] of value.tags ?? []) rows.push([path, `${symbol}.${name}`, "tag", tag instanceof Declaration ? [...tag.names, ...(tag.open ? ["+any"] : [])].sort() : ["+any"]]);
  return rows;
}

// A struct's own functions are listed too: unittest.make.
function struct(path, symbol, value, row, depth) {
  const fields = [...value.fields.keys()].filter((field) => typeof field === "string");
  const inner = depth < SHORT ? fields.flatMap((field) => describe(path, `${symbol}.${field}`, value.fields.get(field), depth + 1)) : [];
  return [row("struct", [...fields, ...(value.fields.open ? ["+any"] : [])]), ...inner];
}
