// Starlark's tokens: what stands in a file, with lines and columns, and indentation as tokens of its own.
import { StarlarkError } from "./error.mjs";

const KEYWORDS = new Set(
  "and break continue def elif else for if in lambda load not or pass return".split(" "),
);
const OPERATORS = [
  "**", "//=", "//", "<<=", ">>=", "<<", ">>", "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "->",
  "+", "-", "*", "/", "%", "&", "|", "^", "~", "<", ">", "=", "(", ")", "[", "]", "{", "}", ",", ":", ".", ";",
].sort((a, b) => b.length - a.length);
const ESCAPES = { n: "\n", t: "\t", r: "\r", "\\": "\\", "'": "'", '"': '"', a: "\x07", b: "\b", f: "\f", v: "\v", "\n": "" };
const STRING_START = /(?:r|b|rb|br)?("""|'''|"|')/iy;
const NUMBER = /0[xX][0-9a-fA-F]+|0[oO][0-7]+|\d+\.\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|\d+(?:[eE][+-]?\d+)?/y;
const NAME = /[A-Za-z_][A-Za-z_0-9]*/y;

/** The tokens of a file: `{kind, value, line}`; kinds are name, keyword, int, string, op, newline, indent, dedent, end. */
export function tokenize(text, file) {
  return new Lexer(text.replace(/\r\n/g, "\n"), file).tokens();
}

class Lexer {
  constructor(text, file) {
    Object.assign(this, { text, file, at: 0, line: 1, depth: 0, indents: [0], out: [] });
  }

  tokens() {
    this.lineStart();
    while (this.at < this.text.length) this.next();
    if (this.out.length > 0 && this.out.at(-1).kind !== "newline") this.push("newline");
    while (this.indents.pop() > 0) this.push("dedent");
    this.push("end");
    return this.out;
  }

  push(kind, value, line = this.line) {
    this.out.push({ kind, value, line });
  }

  fail(message) {
    throw new StarlarkError(message, { file: this.file, line: this.line });
  }

  // Skips blank lines and comments, then compares the indentation with that of the block.
  lineStart() {
    const blank = /[ \t]*(?:#[^\n]*)?\n/y;
    for (;;) {
      blank.lastIndex = this.at;
      const skipped = blank.exec(this.text);
      if (!skipped) break;
      this.at += skipped[0].length;
      this.line += 1;
    }
    const [spaces] = /[ \t]*/.exec(this.text.slice(this.at, this.at + 400));
    this.at += spaces.length;
    if (this.at >= this.text.length || this.text[this.at] === "#") return;
    if (spaces.length > this.indents.at(-1)) {
      this.indents.push(spaces.length);
      this.push("indent");
    }
    while (spaces.length < this.indents.at(-1)) {
      this.indents.pop();
      this.push("dedent");
    }
    if (spaces.length !== this.indents.at(-1)) this.fail("unindent matches no outer block");
  }

  next() {
    const char = this.text[this.at];
    if (char === "\n") return this.newline();
    if (char === " " || char === "\t") return void (this.at += 1);
    if (char === "#") return this.comment();
    if (char === "\\" && this.text[this.at + 1] === "\n") {
      this.at += 2;
      this.line += 1;
      return;
    }
    if (!this.string() && !this.match(NUMBER, (text) => this.push("int", Number(text))) && !this.match(NAME, (text) => this.push(KEYWORDS.has(text) ? "keyword" : "name", text))) this.operator();
  }

  newline() {
    this.at += 1;
    if (this.depth > 0) {
      this.line += 1;
      return;
    }
    this.push("newline");
    this.line += 1;
    this.lineStart();
  }

  comment() {
    const end = this.text.indexOf("\n", this.at);
    this.at = end < 0 ? this.text.length : end;
  }

  match(pattern, found) {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (!match) return false;
    found(match[0]);
    this.at += match[0].length;
    return true;
  }

  operator() {
    const operator = OPERATORS.find((candidate) => this.text.startsWith(candidate, this.at));
    if (!operator) this.fail(`unexpected ${JSON.stringify(this.text[this.at])}`);
    if ("([{".includes(operator)) this.depth += 1;
    if (")]}".includes(operator)) this.depth -= 1;
    this.push("op", operator);
    this.at += operator.length;
  }

  string() {
    STRING_START.lastIndex = this.at;
    const start = STRING_START.exec(this.text);
    if (!start) return false;
    const quote = start[1];
    const raw = /r/i.test(start[0].slice(0, -quote.length));
    const line = this.line;
    let value = "";
    this.at += start[0].length;
    while (!this.text.startsWith(quote, this.at)) {
      if (this.at >= this.text.length || (quote.length === 1 && this.text[this.at] === "\n")) this.fail("a string has no end");
      value += this.character(raw);
    }
    this.at += quote.length;
    this.push("string", value, line);
    return true;
  }

  character(raw) {
    const char = this.text[this.at];
    if (char === "\n") this.line += 1;
    if (char !== "\\") {
      this.at += 1;
      return char;
    }
    const escaped = this.text[this.at + 1];
    if (escaped === "\n") this.line += 1;
    this.at += 2;
    if (raw) return char + escaped;
    const code = /^(?:[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})/.exec(this.text.slice(this.at - 1, this.at + 9));
    if (!code) return ESCAPES[escaped] ?? char + escaped;
    this.at += code[0].length - 1;
    return String.fromCodePoint(/^[0-7]/.test(code[0]) ? parseInt(code[0], 8) : parseInt(code[0].slice(1), 16));
  }
}
