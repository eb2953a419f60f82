// The values of Starlark's expressions. evaluate.mjs adds statements and calls.
import { StarlarkError } from "./error.mjs";
import { method } from "./methods.mjs";
import { arithmetic } from "./operators.mjs";
import { Scope } from "./scope.mjs";
import { Dict, Select, Struct, Tuple, Unknown, truth, typeName } from "./values.mjs";

export class ExpressionEvaluator {
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
}
