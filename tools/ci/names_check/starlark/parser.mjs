// Starlark's grammar: a file as a tree of nodes `{type, line, ...}`.
import { ExpressionParser } from "./expression_parser.mjs";
import { tokenize } from "./lexer.mjs";

/** The statements of a file. */
export function parse(text, file) {
  return new Parser(tokenize(text, file), file).file();
}

class Parser extends ExpressionParser {
  file() {
    const body = [];
    while (this.token.kind !== "end") this.statement(body);
    return body;
  }

  statement(body) {
    const { line } = this.token;
    if (this.is("def")) body.push(this.def(line));
    else if (this.is("for")) body.push(this.for(line));
    else if (this.is("if")) body.push(this.if(line));
    else this.simpleStatements(body);
  }

  simpleStatements(body) {
    do {
      if (this.token.kind === "newline") break;
      body.push(this.simple());
    } while (this.accept(";"));
    this.take("newline");
  }

  simple() {
    const { line } = this.token;
    for (const type of ["pass", "break", "continue"]) if (this.accept(type)) return { type, line };
    if (this.accept("return")) return { type: "return", line, value: this.token.kind === "newline" || this.is(";") ? null : this.expressions() };
    if (this.is("load")) return this.load(line);
    const target = this.expressions();
    if (this.accept("=")) return { type: "assign", line, target, value: this.expressions() };
    const augmented = /^(\+|-|\*|\/|\/\/|%|&|\||\^|<<|>>)=$/.exec(this.token.kind === "op" ? this.token.value : "");
    if (augmented) {
      this.at += 1;
      return { type: "augment", line, target, operator: augmented[1], value: this.expressions() };
    }
    return { type: "expression", line, value: target };
  }

  load(line) {
    this.expect("load");
    this.expect("(");
    const label = { value: this.token.value, line: this.token.line };
    this.take("string");
    const symbols = [];
    while (this.accept(",") && !this.is(")")) {
      const place = this.token.line;
      const local = this.token.kind === "name" ? this.take("name") : null;
      if (local) this.expect("=");
      const symbol = this.take("string");
      symbols.push({ local: local ?? symbol, symbol, line: place });
    }
    this.expect(")");
    return { type: "load", line, label, symbols };
  }

  def(line) {
    this.expect("def");
    const name = this.take("name");
    this.expect("(");
    const params = this.parameters(")");
    this.expect(")");
    if (this.accept("->")) this.test();
    return { type: "def", line, name, params, body: this.block() };
  }

  block() {
    this.expect(":");
    const body = [];
    if (this.token.kind !== "newline") {
      this.simpleStatements(body);
      return body;
    }
    this.take("newline");
    this.take("indent");
    while (this.token.kind !== "dedent") this.statement(body);
    this.take("dedent");
    return body;
  }

  for(line) {
    this.expect("for");
    const target = this.targets();
    this.expect("in");
    const over = this.expressions();
    return { type: "for", line, target, over, body: this.block() };
  }

  if(line) {
    this.at += 1; // if or elif
    const condition = this.test();
    const then = this.block();
    let otherwise = [];
    if (this.is("elif")) otherwise = [this.if(this.token.line)];
    else if (this.accept("else")) otherwise = this.block();
    return { type: "if", line, condition, then, otherwise };
  }
}
