// What our files take of other modules, held against the lists: each thing that a world lacks is a problem.
import { namesOf, takes } from "./lists.mjs";
import { WORLDS } from "./worlds.mjs";

const FLAGS = new Set(["flag", "label_flag", "label_setting", "alias"]);
// Of a file that only one mode reads: `names: central` in the line, or in the one before.
const ONLY = /\bnames: (central|packages)\b/;

export class Uses {
  /** The Worlds to hold them against. */
  worlds;

  /** @param {(file: string) => string[]} linesOf the lines of a file of ours */
  constructor(linesOf) {
    Object.assign(this, { linesOf, problems: new Map() });
  }

  problem(place, message) {
    const text = `${place.file}:${place.line}: ${message}`;
    this.problems.set(text, { ...place, text });
  }

  worldsAt({ file, line }) {
    const lines = this.linesOf(file);
    const only = ONLY.exec(lines[line - 1] ?? "") ?? ONLY.exec(lines[line - 2] ?? "");
    return only ? [only[1]] : WORLDS;
  }

  /** Tells of the worlds that lack something; true where none does. */
  need(place, list, has, what, wayOut) {
    const lacking = this.worlds.lacking(list, has, this.worldsAt(place));
    if (lacking.length === 0) return true;
    const where = lacking.map((world) => this.worlds.describe(list, world)).join(" and ");
    const near = wayOut();
    this.problem(place, `${what} is not in ${where}${near ? `; the nearest that both have is ${near}` : ""}`);
    return false;
  }

  version(name, version, place) {
    const central = this.worlds.modules.central.get(name);
    if (!this.need(place, name, () => true, `the module ${name}`, () => undefined)) return;
    if (version !== central.version) {
      this.problem(place, `the list for ${name} has version ${central.version}, not ${version}; update it with: tools/ci/names --record central ${name}@${version}=FOLDER`);
    }
  }

  file({ list, label, path }, place) {
    const near = () => this.worlds.nearestInAll(list, path, (names) => names.symbols.keys());
    return this.need(place, list, (names) => has(names.symbols, path), label, near);
  }

  /** A symbol that load() or use_extension() names, or a field of one: `unittest.make`. */
  symbol({ list, label, path, symbol }, place) {
    if (!this.file({ list, label, path }, place)) return false;
    const symbolsOf = (names) => get(names.symbols, path) ?? new Map();
    const near = () => this.worlds.nearestInAll(list, symbol, (names) => symbolsOf(names).keys());
    return this.need(place, list, (names) => has(symbolsOf(names), symbol) || openParent(symbolsOf(names), symbol), `${symbol} of ${label}`, near);
  }

  /** An attribute of a rule or tag, a parameter of a macro, a field of a provider. */
  attribute({ list, label, path, symbol }, name, place) {
    const entryOf = (names) => get(get(names.symbols, path) ?? new Map(), symbol);
    const near = () => this.worlds.nearestInAll(list, name, (names) => (entryOf(names) ? namesOf(entryOf(names)) : []));
    return this.need(place, list, (names) => !entryOf(names) || takes(entryOf(names), name), `${name} of ${symbol} (${label})`, near);
  }

  target(list, text, target, place) {
    const near = () => this.worlds.nearestInAll(list, target, (names) => names.targets.keys());
    return this.need(place, list, (names) => target.endsWith(":all") || has(names.targets, target) || isFile(names, target), text, near);
  }

  /** The beginning of a label, to which a name is added: its package is there. */
  package(list, text, pkg, place) {
    return this.need(place, list, (names) => [...names.targets.keys()].some((target) => target.startsWith(`//${pkg}:`)), text, () => undefined);
  }

  flag(list, text, target, place) {
    const flagsOf = (names) => [...names.targets].filter(([, { kind }]) => FLAGS.has(kind)).map(([name]) => name);
    const near = () => this.worlds.nearestInAll(list, target, flagsOf);
    return this.need(place, list, (names) => FLAGS.has(get(names.targets, target)?.kind), text, near);
  }

  /** What ctx.toolchains[TYPE] has. */
  toolchainField(list, type, name, place) {
    const entryOf = (names) => names.targets.get(type);
    const near = () => this.worlds.nearestInAll(list, name, (names) => (entryOf(names) ? namesOf(entryOf(names)) : []));
    return this.need(place, list, (names) => !entryOf(names) || takes(entryOf(names), name), `${name} of the toolchain @${list}${type}`, near);
  }

  repository(extension, name, near, place) {
    this.problem(place, `the extension ${extension} does not create the repository ${name}${near ? `; the nearest is ${near}` : ""}`);
  }
}

// Lists of generated repositories have patterns: `*/package_json.bzl` for any npm package.
function get(map, key) {
  if (map.has(key)) return map.get(key);
  for (const [pattern, value] of map) if (pattern.includes("*") && new RegExp(`^${pattern.split("*").map(escaped).join(".*")}$`).test(key)) return value;
  return undefined;
}

const escaped = (text) => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
const has = (map, key) => get(map, key) !== undefined;

const CLOSED = new Set(["struct", "extension"]);

// A field of something whose fields nobody knows.
function openParent(symbols, symbol) {
  const parent = symbol.includes(".") ? symbols.get(symbol.slice(0, symbol.lastIndexOf("."))) : undefined;
  return Boolean(parent) && (parent.names.has("+any") || !CLOSED.has(parent.kind));
}

function isFile(names, target) {
  return names.symbols.has(target.replace(/^\/\//, "").replace(":", "/").replace(/^\//, ""));
}
