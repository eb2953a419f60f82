// Runs Starlark. What a file can call besides its own functions is the environment's: see builtins.mjs and ../bazel.
import { StarlarkError } from "./error.mjs";
import { ExpressionEvaluator } from "./evaluate_expressions.mjs";
import { arithmetic } from "./operators.mjs";
import { Scope } from "./scope.mjs";
import { Dict, Func, Tuple, Unknown, truth, typeName } from "./values.mjs";

const BREAK = { kind: "break" };
const CONTINUE = { kind: "continue" };

export class Interpreter extends ExpressionEvaluator {
  /** @param hooks `load(label, place)` gives the exported names of a file; `onError(error)` makes the file go on after a statement that fails. */
  constructor(hooks) {
    super();
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
