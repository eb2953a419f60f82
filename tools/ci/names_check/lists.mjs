// The lists of names: one file per module and world, a line per name, so that a change of a version is a readable diff.
//
//     rust/defs.bzl    rust_library     rule         +rule aliases crate_name ...
//     rust/extensions.bzl  rust.toolchain  tag        edition versions ...
//     //rust:toolchain_type             toolchain_type
//
// Columns are separated by tabs: where, symbol (empty for targets), kind, names. Among the names `+rule`, `+test`,
// `+executable` and `+setting` stand for the attributes that Bazel gives all of these, and `+any` says that reading
// the files does not tell them all.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const COMMON_ATTRIBUTES = {
  "+rule": [
    "aspect_hints compatible_with deprecation exec_compatible_with exec_group_compatible_with exec_properties features name",
    "package_metadata restricted_to tags target_compatible_with testonly toolchains visibility",
  ].flatMap((names) => names.split(" ")),
  "+executable": ["args", "output_licenses"],
  "+setting": ["build_setting_default", "help"],
  "+test": ["args", "flaky", "local", "shard_count", "size", "timeout"],
};

const HEADER = "# Made by tools/ci/names --record; see tools/ci/names_check/lists.mjs for the columns.";

/** What one world knows of one module. */
export class ModuleNames {
  constructor(name, version, rows) {
    Object.assign(this, { name, version });
    this.symbols = new Map();
    this.targets = new Map();
    for (const row of rows) this.add(row);
  }

  add([where, symbol, kind, names]) {
    const entry = { kind, names: new Set(names), where, symbol };
    if (symbol === "") this.targets.set(where, entry);
    else {
      if (!this.symbols.has(where)) this.symbols.set(where, new Map());
      this.symbols.get(where).set(symbol, entry);
    }
  }
}

/** Whether something takes an attribute, parameter or field of that name. */
export function takes(entry, name) {
  if (entry.names.has(name) || entry.names.has("+any")) return true;
  return Object.entries(COMMON_ATTRIBUTES).some(([token, names]) => entry.names.has(token) && names.includes(name));
}

/** All names that something takes, for the nearest of them. */
export function namesOf(entry) {
  return [...entry.names].flatMap((name) => COMMON_ATTRIBUTES[name] ?? [name]);
}

export function formatList(name, version, rows) {
  const lines = rows.map(([where, symbol, kind, names]) => [where, symbol, kind, names.join(" ")].join("\t").trimEnd());
  return `${HEADER}\n# ${name} ${version}\n${[...new Set(lines)].sort().join("\n")}\n`;
}

export function parseList(text) {
  const lines = text.split("\n").filter(Boolean);
  const [, name, version] = /^# (\S+) (\S+)$/.exec(lines[1]) ?? [];
  if (!name) throw new Error("the second line of a list is `# MODULE VERSION`");
  const rows = lines.slice(2).map((line) => {
    const [where, symbol = "", kind = "", names = ""] = line.split("\t");
    return [where, symbol, kind, names.split(" ").filter(Boolean)];
  });
  return new ModuleNames(name, version, rows);
}

/** The lists in a folder: name of the module to its names. */
export function readLists(folder) {
  const files = readdirSync(folder).filter((name) => name.endsWith(".tsv"));
  return new Map(
    files.sort().map((file) => {
      try {
        const list = parseList(readFileSync(join(folder, file), "utf8"));
        return [list.name, list];
      } catch (error) {
        throw new Error(`${join(folder, file)}: ${error.message}`);
      }
    }),
  );
}

export function writeList(folder, name, version, rows) {
  const path = join(folder, `${name}.tsv`);
  writeFileSync(path, formatList(name, version, rows));
  return path;
}

/** The one of `candidates` that is written most like `name`, where one is near. */
export function nearest(name, candidates) {
  let best;
  let distance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    const found = candidate === name ? distance : editDistance(name, candidate);
    if (found < distance) [best, distance] = [candidate, found];
  }
  return best;
}

function editDistance(from, to) {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) next.push(Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[to.length];
}
