// Starlark's expressions: tokens as a tree of nodes `{type, line, ...}`. parser.mjs adds the statements.
import { StarlarkError } from "./error.mjs";

// Binary operators, from the loosest to the tightest.
const PRECEDENCE = [["or"], ["and"], ["not"], ["==", "!=", "<", ">", "<=", ">=", "in", "not in"], ["|"], ["^"], ["&"], ["<<", ">>"], ["+", "-"], ["*", "/", "//", "%"]];
const NOT_LEVEL = 2;

export class ExpressionParser {
  constructor(tokens, file) {
    Object.assign(this, { tokens, name: file, at: 0 });
  }

  get token() {
    return this.tokens[this.at];
  }

  is(value, kind) {
    const { token } = this;
    return token.value === value && (kind ? token.kind === kind : token.kind === "op" || token.kind === "keyword");
  }

  accept(value) {
    if (!this.is(value)) return false;
    this.at += 1;
    return true;
  }

  expect(value) {
    if (!this.accept(value)) this.unexpected(`${value} is missing before`);
  }

  take(kind) {
    const { token } = this;
    if (token.kind !== kind) this.unexpected(`${kind} is missing before`);
    this.at += 1;
    return token.value;
  }

  unexpected(what) {
    const { token } = this;
    throw new StarlarkError(`${what} ${token.value === undefined ? token.kind : JSON.stringify(token.value)}`, { file: this.name, line: token.line });
  }

  parameters(end) {
    const params = [];
    while (!this.is(end)) {
      const star = this.accept("**") ? "**" : this.accept("*") ? "*" : "";
      const bare = star === "*" && (this.is(",") || this.is(end));
      const name = bare ? null : this.take("name");
      if (end === ")" && this.accept(":")) this.test();
      params.push({ star, name, default: !star && this.accept("=") ? this.test() : null });
      if (!this.accept(",")) break;
    }
    return params;
  }

  // Loop variables: no operators, or `in` would be one.
  targets() {
    const { line } = this.token;
    const items = [this.primary()];
    let tuple = false;
    while (this.accept(",")) {
      tuple = true;
      if (this.is("in")) break;
      items.push(this.primary());
    }
    return tuple ? { type: "tuple", line, items } : items[0];
  }

  expressions() {
    const { line } = this.token;
    const first = this.test();
    if (!this.is(",")) return first;
    const items = [first];
    while (this.accept(",") && this.startsExpression()) items.push(this.test());
    return { type: "tuple", line, items };
  }

  startsExpression() {
    const { kind, value } = this.token;
    return kind === "name" || kind === "int" || kind === "string" || ["(", "[", "{", "-", "+", "~", "not", "lambda"].includes(value);
  }

  test() {
    const { line } = this.token;
    if (this.accept("lambda")) {
      const params = this.parameters(":");
      this.expect(":");
      return { type: "lambda", line, params, body: this.test() };
    }
    const value = this.binary(0);
    if (!this.accept("if")) return value;
    const condition = this.binary(0);
    this.expect("else");
    return { type: "conditional", line, condition, then: value, otherwise: this.test() };
  }

  binary(level) {
    if (level === PRECEDENCE.length) return this.unary();
    const { line } = this.token;
    if (level === NOT_LEVEL) {
      if (this.accept("not")) return { type: "unary", line, operator: "not", value: this.binary(level) };
      return this.binary(level + 1);
    }
    let left = this.binary(level + 1);
    for (;;) {
      const operator = this.operator(PRECEDENCE[level]);
      if (!operator) return left;
      left = { type: "binary", line, operator, left, right: this.binary(level + 1) };
    }
  }

  operator(operators) {
    if (operators.includes("not in") && this.is("not") && this.tokens[this.at + 1].value === "in") {
      this.at += 2;
      return "not in";
    }
    return operators.find((operator) => this.accept(operator));
  }

  unary() {
    const { line } = this.token;
    for (const operator of ["-", "+", "~"]) if (this.accept(operator)) return { type: "unary", line, operator, value: this.unary() };
    return this.primary();
  }

  primary() {
    let node = this.operand();
    for (;;) {
      const { line } = this.token;
      if (this.accept(".")) node = { type: "dot", line, value: node, name: this.take("name") };
      else if (this.accept("(")) node = { type: "call", line: node.line, callee: node, args: this.args() };
      else if (this.accept("[")) node = this.subscript(node, line);
      else return node;
    }
  }

  args() {
    const args = [];
    while (!this.is(")")) {
      const { line } = this.token;
      if (this.accept("**")) args.push({ kind: "**", line, value: this.test() });
      else if (this.accept("*")) args.push({ kind: "*", line, value: this.test() });
      else if (this.token.kind === "name" && this.tokens[this.at + 1].value === "=" && this.tokens[this.at + 1].kind === "op") {
        const name = this.take("name");
        this.expect("=");
        args.push({ kind: "named", line, name, value: this.test() });
      } else args.push({ kind: "positional", line, value: this.test() });
      if (this.is("for")) {
        const last = args.pop();
        args.push({ ...last, value: { type: "comprehension", line, of: "list", item: last.value, clauses: this.clauses() } });
      }
      if (!this.accept(",")) break;
    }
    this.expect(")");
    return args;
  }

  subscript(value, line) {
    const parts = [null, null, null];
    let colons = 0;
    while (!this.is("]")) {
      if (this.accept(":")) colons += 1;
      else parts[colons] = this.expressions();
    }
    this.expect("]");
    return colons === 0 ? { type: "index", line, value, key: parts[0] } : { type: "slice", line, value, parts };
  }

  operand() {
    const { kind, value, line } = this.token;
    this.at += 1;
    if (kind === "name") return { type: "name", line, name: value };
    if (kind === "int") return { type: "literal", line, value };
    if (kind === "string") return this.strings(value, line);
    if (kind === "op" && value === "(") return this.parenthesized(line);
    if (kind === "op" && value === "[") return this.list(line);
    if (kind === "op" && value === "{") return this.dict(line);
    this.at -= 1;
    return this.unexpected("unexpected");
  }

  // Old files write adjacent strings, which Starlark no longer has.
  strings(first, line) {
    let value = first;
    while (this.token.kind === "string") value += this.take("string");
    return { type: "literal", line, value };
  }

  parenthesized(line) {
    if (this.accept(")")) return { type: "tuple", line, items: [] };
    const value = this.expressions();
    this.expect(")");
    return value;
  }

  list(line) {
    const items = [];
    while (!this.is("]")) {
      items.push(this.test());
      if (this.is("for")) {
        const clauses = this.clauses();
        this.expect("]");
        return { type: "comprehension", line, of: "list", item: items[0], clauses };
      }
      if (!this.accept(",")) break;
    }
    this.expect("]");
    return { type: "list", line, items };
  }

  dict(line) {
    const entries = [];
    while (!this.is("}")) {
      const entry = { line: this.token.line, key: this.test() };
      this.expect(":");
      entries.push({ ...entry, value: this.test() });
      if (this.is("for")) {
        const clauses = this.clauses();
        this.expect("}");
        return { type: "comprehension", line, of: "dict", item: entries[0], clauses };
      }
      if (!this.accept(",")) break;
    }
    this.expect("}");
    return { type: "dict", line, entries };
  }

  clauses() {
    const clauses = [];
    for (;;) {
      if (this.accept("for")) {
        const target = this.targets();
        this.expect("in");
        clauses.push({ type: "for", target, over: this.binary(0) });
      } else if (this.accept("if")) clauses.push({ type: "if", condition: this.binary(0) });
      else return clauses;
    }
  }
}
