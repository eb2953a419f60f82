// Runs Starlark. What a file can call besides its own functions is the environment's: see builtins.mjs and ../bazel.
import { StarlarkError } from "./error.mjs";
import { method } from "./methods.mjs";
import { arithmetic } from "./operators.mjs";
import { Builtin, Dict, Func, Select, Struct, Tuple, Unknown, equal, truth, typeName } from "./values.mjs";

/** Names and their values: those of a file, of a call or of a comprehension. */
class Scope {
  constructor(parent, file, universe) {
    Object.assign(this, { parent, file, universe, names: new Map() });
  }

  get(name, line) {
    for (let scope = this; scope; scope = scope.parent) if (scope.names.has(name)) return scope.names.get(name);
    const value = this.universe(name);
    if (value === undefined) throw new StarlarkError(`the name ${name} is not defined`, { file: this.file, line });
    return value;
  }
}

const BREAK = { kind: "break" };
const CONTINUE = { kind: "continue" };

export class Interpreter {
  /** @param hooks `load(label, place)` gives the exported names of a file; `onError(error)` makes the file go on after a statement that fails. */
  constructor(hooks) {
    this.hooks = hooks;
    this.calls = [];
  }

  /** Runs a file and returns the Map of its own names; what load() brings is not among them. */
  file(statements, file, universe) {
    const loaded = new Scope(null, file, universe);
    const scope = new Scope(loaded, file, universe);
    for (const statement of statements) {
      try {
        if (statement.type === "load") this.load(statement, loaded);
        else this.execute(statement, scope);
      } catch (error) {
        if (!(error instanceof StarlarkError || error instanceof RangeError) || !this.hooks.onError) throw error;
        this.calls = [];
        this.hooks.onError(error);
        if (statement.type === "assign") this.assign(statement.target, new Unknown(`its assignment failed: ${error}`), scope);
      }
    }
    return scope.names;
  }

  load({ label, symbols, line }, scope) {
    const place = { file: scope.file, line };
    const exported = this.hooks.load(label.value, place);
    for (const { local, symbol, line: at } of symbols) {
      const value = exported instanceof Unknown ? exported : exported.get(symbol);
      if (value === undefined) throw new StarlarkError(`${label.value} has no symbol ${symbol}`, { ...place, line: at });
      scope.names.set(local, value);
    }
  }

  block(statements, scope) {
    for (const statement of statements) {
      const end = this.execute(statement, scope);
      if (end) return end;
    }
    return undefined;
  }

  execute(node, scope) {
    switch (node.type) {
      case "expression":
        this.evaluate(node.value, scope);
        return undefined;
      case "assign":
        this.assign(node.target, this.evaluate(node.value, scope), scope);
        return undefined;
      case "augment":
        return this.augment(node, scope);
      case "def":
        scope.names.set(node.name, this.func(node, scope));
        return undefined;
      case "if":
        return this.block(truth(this.evaluate(node.condition, scope)) ? node.then : node.otherwise, scope);
      case "for":
        return this.loop(node, scope);
      case "return":
        return { kind: "return", value: node.value ? this.evaluate(node.value, scope) : null };
      case "break":
        return BREAK;
      case "continue":
        return CONTINUE;
      default:
        return undefined;
    }
  }

  loop(node, scope) {
    for (const item of this.items(this.evaluate(node.over, scope), node, scope)) {
      this.assign(node.target, item, scope);
      const end = this.block(node.body, scope);
      if (end === BREAK) break;
      if (end?.kind === "return") return end;
    }
    return undefined;
  }

  // x += [1] changes the list that x names.
  augment(node, scope) {
    const old = this.evaluate(node.target, scope);
    const value = this.evaluate(node.value, scope);
    if (node.operator === "+" && Array.isArray(old) && !(old instanceof Tuple) && Array.isArray(value)) old.push(...value);
    else if (node.operator === "|" && old instanceof Dict && value instanceof Dict) old.merge(value);
    else this.assign(node.target, arithmetic(node.operator, old, value, { file: scope.file, line: node.line }), scope);
  }

  func(node, scope) {
    const defaults = node.params.map((param) => (param.default ? this.evaluate(param.default, scope) : undefined));
    return new Func({ name: node.name ?? "lambda", params: node.params, defaults, body: node.body, scope, file: scope.file, line: node.line });
  }

  assign(target, value, scope) {
    if (target.type === "name") scope.names.set(target.name, value);
    else if (target.type === "tuple" || target.type === "list") this.unpack(target, value, scope);
    else if (target.type === "index") {
      const container = this.evaluate(target.value, scope);
      const key = this.evaluate(target.key, scope);
      if (container instanceof Dict) container.set(key, value, { file: scope.file, line: target.line });
      else if (Array.isArray(container)) container[key] = value;
    }
  }

  unpack(target, value, scope) {
    if (!(value instanceof Unknown) && value?.length !== target.items.length) this.fail(`${target.items.length} values are wanted, not those of a ${typeName(value)}`, target, scope);
    target.items.forEach((item, at) => this.assign(item, value instanceof Unknown ? value : value[at], scope));
  }

  fail(message, { line }, scope) {
    throw new StarlarkError(message, { file: scope.file, line });
  }

  // What is unknown is gone through once.
  items(value, node, scope) {
    if (Array.isArray(value)) return [...value];
    if (value instanceof Dict) return value.keys();
    if (value instanceof Unknown || value instanceof Select) return [new Unknown("an item of something unknown")];
    return this.fail(`a ${typeName(value)} has no items`, node, scope);
  }

  evaluate(node, scope) {
    switch (node.type) {
      case "literal":
        return node.value;
      case "name":
        return scope.get(node.name, node.line);
      case "list":
        return node.items.map((item) => this.evaluate(item, scope));
      case "tuple":
        return Tuple.of(node.items.map((item) => this.evaluate(item, scope)));
      case "dict":
        return this.dict(node, scope);
      case "call":
        return this.callNode(node, scope);
      case "dot":
        return this.field(this.evaluate(node.value, scope), node.name, node, scope);
      case "conditional":
        return this.evaluate(truth(this.evaluate(node.condition, scope)) ? node.then : node.otherwise, scope);
      case "binary":
        return this.binary(node, scope);
      case "unary":
        return this.unary(node, scope);
      case "index":
        return this.index(this.evaluate(node.value, scope), this.evaluate(node.key, scope), node, scope);
      case "slice":
        return this.slice(node, scope);
      case "lambda":
        return this.func({ ...node, body: [{ type: "return", line: node.line, value: node.body }] }, scope);
      default:
        return this.comprehension(node, scope);
    }
  }

  dict(node, scope) {
    const dict = new Dict();
    for (const { key, value, line } of node.entries) dict.set(this.evaluate(key, scope), this.evaluate(value, scope), { file: scope.file, line });
    return dict;
  }

  binary(node, scope) {
    const left = this.evaluate(node.left, scope);
    if (node.operator === "and") return truth(left) ? this.evaluate(node.right, scope) : left;
    if (node.operator === "or") return truth(left) && !(left instanceof Unknown) ? left : this.evaluate(node.right, scope);
    return arithmetic(node.operator, left, this.evaluate(node.right, scope), { file: scope.file, line: node.line });
  }

  unary(node, scope) {
    const value = this.evaluate(node.value, scope);
    if (value instanceof Unknown) return value;
    return { not: () => !truth(value), "-": () => -value, "+": () => value, "~": () => ~value }[node.operator]();
  }

  index(value, key, node, scope) {
    if (value instanceof Unknown || key instanceof Unknown) return new Unknown("an item of something unknown");
    if (value instanceof Dict) return value.has(key) ? value.get(key) : this.fail(`a dict has no key ${key}`, node, scope);
    if (typeof value === "string" || Array.isArray(value)) {
      const item = value[key < 0 ? value.length + key : key];
      return item === undefined ? this.fail(`there is no item ${key}`, node, scope) : item;
    }
    return new Unknown(`an item of a ${typeName(value)}`);
  }

  slice(node, scope) {
    const value = this.evaluate(node.value, scope);
    const [from, to, step] = node.parts.map((part) => part && this.evaluate(part, scope));
    if ([value, from, to, step].some((part) => part instanceof Unknown)) return new Unknown("a part of something unknown");
    const [start, end] = [from ?? undefined, to ?? undefined];
    if (!step || step === 1) return value instanceof Tuple ? Tuple.of(Array.from(value).slice(start, end)) : value.slice(start, end);
    const items = Array.from(value);
    const chosen = (step < 0 ? items.reverse() : items.slice(start, end)).filter((_, at) => at % Math.abs(step) === 0);
    return typeof value === "string" ? chosen.join("") : chosen;
  }

  comprehension(node, scope) {
    const result = node.of === "dict" ? new Dict() : [];
    const inner = new Scope(scope, scope.file, scope.universe);
    const step = (at) => {
      const clause = node.clauses[at];
      if (!clause) this.collect(node, inner, result);
      else if (clause.type === "for") {
        for (const item of this.items(this.evaluate(clause.over, inner), node, scope)) {
          this.assign(clause.target, item, inner);
          step(at + 1);
        }
      } else if (truth(this.evaluate(clause.condition, inner))) step(at + 1);
    };
    step(0);
    return result;
  }

  collect(node, scope, result) {
    if (node.of === "list") result.push(this.evaluate(node.item, scope));
    else result.set(this.evaluate(node.item.key, scope), this.evaluate(node.item.value, scope), { file: scope.file, line: node.item.line });
  }

  field(value, name, node, scope) {
    if (value instanceof Unknown) return value;
    const own = value instanceof Struct ? value.fields.get(name) : value?.field?.(name);
    if (own !== undefined) return own;
    const found = method(value, name, this);
    if (found) return found;
    if (value?.fields?.open || value?.openFields) return new Unknown(`${name} of a ${typeName(value)}`);
    return this.fail(`a ${typeName(value)} has no ${name}`, node, scope);
  }

  callNode(node, scope) {
    const callee = this.evaluate(node.callee, scope);
    const args = [];
    const named = new Map();
    for (const arg of node.args) {
      const value = this.evaluate(arg.value, scope);
      const place = { file: scope.file, line: arg.line };
      if (arg.kind === "positional") args.push(value);
      else if (arg.kind === "named") named.set(arg.name, { value, place });
      else if (arg.kind === "*") args.push(...this.items(value, node, scope));
      else if (value instanceof Dict) for (const entry of value.entries.values()) named.set(entry.key, { value: entry.value, place: entry.place ?? place });
      else if (value instanceof Unknown) named.open = true;
    }
    return this.call(callee, args, named, { file: scope.file, line: node.line });
  }

  /** Calls any value. `place` is where the call stands. */
  call(callee, args, named, place) {
    if (callee instanceof Unknown) return new Unknown(`the result of something unknown`);
    this.calls.push(place);
    if (this.calls.length > 200) throw new StarlarkError("calls nest too deeply", place);
    let result;
    if (callee instanceof Func) result = this.callFunc(callee, args, named, place);
    else if (typeof callee?.call === "function") result = callee.call(args, named, place) ?? null;
    else throw new StarlarkError(`a ${typeName(callee)} cannot be called`, place);
    this.calls.pop();
    return result;
  }

  callFunc(func, args, named, place) {
    const scope = new Scope(func.scope, func.file, func.scope.universe);
    const rest = new Map(named);
    let position = 0;
    let keywordOnly = false;
    func.params.forEach((param, at) => {
      if (param.star === "*") {
        if (param.name) scope.names.set(param.name, Tuple.of(args.slice(position)));
        keywordOnly = true;
        if (param.name) position = args.length;
      } else if (param.star === "**") {
        const dict = new Dict();
        for (const [key, { value, place: origin }] of rest) dict.set(key, value, origin);
        scope.names.set(param.name, dict);
        rest.clear();
      } else scope.names.set(param.name, this.argument(func, param, at, { args, rest, position: keywordOnly ? Infinity : position++, open: named.open, place }));
    });
    if (rest.size > 0) {
      const [[name, { place: origin }]] = rest;
      throw new StarlarkError(`${func.name} has no parameter ${name}`, origin);
    }
    return this.block(func.body, scope)?.value ?? null;
  }

  argument(func, param, at, { args, rest, position, open, place }) {
    if (position < args.length) return args[position];
    if (rest.has(param.name)) {
      const { value } = rest.get(param.name);
      rest.delete(param.name);
      return value;
    }
    if (func.defaults[at] !== undefined) return func.defaults[at];
    if (open) return new Unknown(`the parameter ${param.name}`);
    throw new StarlarkError(`${func.name} needs ${param.name}`, place);
  }
}

export { Builtin, equal };
