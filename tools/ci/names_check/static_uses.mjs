// What can be seen in a file without running it: loads, labels in strings, arguments of calls, fields of providers.
// It sees what no BUILD file of ours reaches: implementations of rules, and macros that are for others.
import { walk } from "./starlark/walk.mjs";

/** Tells `check` (see repository.mjs) of everything in the statements of a file. */
export function staticUses(statements, file, check) {
  new Reader(file, check).read(statements);
}

class Reader {
  constructor(file, check) {
    Object.assign(this, { file, check, names: new Map(), texts: new Map() });
  }

  place(node) {
    return { file: this.file, line: node.line };
  }

  read(statements) {
    for (const statement of statements) {
      if (statement.type === "load") this.load(statement);
      if (statement.type === "assign" && statement.target.type === "name") this.constant(statement.target.name, statement.value);
    }
    for (const statement of statements) this.nodes(statement, this.names);
  }

  load({ label, symbols }) {
    const found = this.check.fileOf(label.value, this.place(label));
    if (!found) return;
    for (const { local, symbol, line } of symbols) {
      const at = { ...found, symbol };
      if (this.check.uses.symbol(at, this.place({ line }))) this.names.set(local, at);
    }
  }

  // _TYPE = "@rules_rust//rust:toolchain_type", my_rule = rust_library
  constant(name, value) {
    const at = this.target(value, this.names);
    if (at) this.names.set(name, at);
    if (value.type === "literal") this.texts.set(name, value.value);
  }

  nodes(statement, names) {
    const inner = statement.type === "def" ? without(names, statement) : names;
    const all = walk(statement);
    this.instances = new Map(all.filter((node) => node.type === "assign" && node.target.type === "name" && node.value.type === "index").map(({ target, value }) => [target.name, value]));
    for (const node of all) {
      if (node.type === "literal" && typeof node.value === "string") this.check.labels(node.value, this.place(node));
      if (node.type === "call") this.call(node, inner);
      if (node.type === "dot") this.dot(node, inner);
    }
  }

  /** The external thing that an expression names. */
  target(node, names) {
    if (node.type === "name") return names.get(node.name);
    if (node.type !== "dot") return undefined;
    const parent = this.target(node.value, names);
    if (!parent) return undefined;
    const at = { ...parent, symbol: `${parent.symbol}.${node.name}` };
    return this.check.uses.worlds.symbol(at.list, at.path, at.symbol).length > 0 ? at : undefined;
  }

  call(node, names) {
    const at = this.target(node.callee, names);
    if (!at) return;
    for (const arg of node.args) if (arg.kind === "named") this.check.uses.attribute(at, arg.name, this.place(arg));
  }

  dot(node, names) {
    const at = this.target(node.value, names);
    if (at) this.check.uses.symbol({ ...at, symbol: `${at.symbol}.${node.name}` }, this.place(node));
    const instance = node.value.type === "name" ? this.instances.get(node.value.name) : node.value;
    if (instance?.type === "index") this.fieldOf(instance, node, names);
  }

  // dep[BuildSettingInfo].value and ctx.toolchains[_TYPE].all_files, or a variable that holds what comes before the dot.
  fieldOf({ value, key }, node, names) {
    const provider = this.target(key, names);
    if (provider && this.isProvider(provider)) this.check.uses.attribute(provider, node.name, this.place(node));
    if (value.type === "dot" && value.name === "toolchains") this.check.toolchainField(this.text(key), node.name, this.place(node));
  }

  isProvider({ list, path, symbol }) {
    return this.check.uses.worlds.symbol(list, path, symbol).some(({ entry }) => entry.kind === "provider");
  }

  // A text, the constant that holds it, or Label() of one.
  text(node) {
    if (node.type === "call" && node.callee.name === "Label") return this.text(node.args[0].value);
    return node.type === "name" ? this.texts.get(node.name) : node.value;
  }
}

// In a function, its own names hide what the file loads.
function without(names, def) {
  const own = new Set(walk(def).flatMap(ownNames));
  return new Map([...names].filter(([name]) => !own.has(name)));
}

function ownNames(node) {
  if (node.type === "def" || node.type === "lambda") return node.params.map((param) => param.name);
  if (node.type === "assign" || node.type === "for") return walk(node.target).filter(({ type }) => type === "name").map(({ name }) => name);
  return [];
}
