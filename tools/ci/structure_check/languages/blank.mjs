// Sources with comments and texts blanked out: braces and names that are left are those of the code.

/** Builds a copy of a source in which some parts are blanks. Newlines stay, so that places do not change. */
export class Blanked {
  constructor(text) {
    this.text = text;
    this.parts = [];
    this.end = 0;
    this.comments = [];
  }

  /** Blanks `start` to `end`. Calls come in the order of the text. */
  blank(start, end) {
    this.parts.push(this.text.slice(this.end, start), this.text.slice(start, end).replace(/[^\n]/g, " "));
    this.end = end;
  }

  comment(start, end) {
    this.comments.push({ line: lineOf(this.text, start), text: this.text.slice(start, end) });
    this.blank(start, end);
  }

  get code() {
    return this.parts.join("") + this.text.slice(this.end);
  }
}

/** The line of an offset, from 1. */
export function lineOf(text, offset) {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}

const CLOSERS = { "(": ")", "[": "]", "{": "}" };

/** The offset of the bracket that closes the one at `open`, in blanked code. */
export function closing(code, open) {
  const opener = code[open];
  const closer = CLOSERS[opener];
  let depth = 0;
  for (let at = open; at < code.length; at += 1) {
    if (code[at] === opener) depth += 1;
    else if (code[at] === closer && (depth -= 1) === 0) return at;
  }
  return code.length - 1;
}

/** The offset of the bracket that the one at `close` closes, in blanked code. */
export function opening(code, close, opener) {
  let depth = 0;
  for (let at = close; at >= 0; at -= 1) {
    if (code[at] === code[close]) depth += 1;
    else if (code[at] === opener && (depth -= 1) === 0) return at;
  }
  return 0;
}

/**
 * Functions as `{name, line, lines}` of spans `{name, start, end}`. What a function declares inside of itself is
 * counted there, and not in the outer one, too.
 */
export function functionsOf(code, spans) {
  const measured = spans.map(({ name, start, end, without = 0 }) => {
    const line = lineOf(code, start);
    return { name, start, end, line, whole: lineOf(code, end) - line + 1 - without };
  });
  return measured.map((one) => {
    const inside = measured.filter((other) => other !== one && other.start >= one.start && other.end <= one.end);
    const direct = inside.filter((it) => !inside.some((other) => other !== it && other.start <= it.start && other.end >= it.end));
    return { name: one.name, line: one.line, lines: direct.reduce((lines, it) => lines - it.whole, one.whole) };
  });
}
