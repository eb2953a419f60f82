import { Blanked, closing, functionsOf } from "./blank.mjs";

// In this order: the first that fits at a place is what begins there.
const TOKEN = new RegExp(
  [
    /(?<line>\/\/[^\n]*(?:\n[ \t]*\/\/[^\n]*)*)/,
    /(?<block>\/\*)/,
    /(?<raw>\b(?:b|c)?r(?<hashes>#*)"[\s\S]*?"\k<hashes>(?!#))/,
    /(?<string>\b[bc]?"(?:[^"\\]|\\[\s\S])*"|"(?:[^"\\]|\\[\s\S])*")/,
    /(?<char>\bb?'(?:[^'\\\n]|\\[^\n]{1,10}?)'|'(?:[^'\\\n]|\\[^\n]{1,10}?)')/,
  ].map(({ source }) => source).join("|"),
  "gu",
);

/** `{text, code, comments}` of a Rust source. */
export function read(text) {
  const blanked = new Blanked(text);
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const { block, line } = match.groups;
    if (block) TOKEN.lastIndex = blockEnd(text, match.index);
    if (block || line) blanked.comment(match.index, TOKEN.lastIndex);
    else blanked.blank(match.index, TOKEN.lastIndex);
  }
  return { text, code: blanked.code, comments: blanked.comments };
}

// Block comments nest.
function blockEnd(text, start) {
  let depth = 0;
  for (const match of text.slice(start).matchAll(/\/\*|\*\//g)) {
    depth += match[0] === "/*" ? 1 : -1;
    if (depth === 0) return start + match.index + 2;
  }
  return text.length;
}

export function functions({ code }) {
  const spans = [...code.matchAll(/\bfn\s+(\w+)/g)].map(({ 1: name, index }) => {
    const body = bodyOf(code, index);
    return body && { name, start: index, end: closing(code, body) };
  });
  return functionsOf(code, spans.filter(Boolean));
}

// Where the body begins; a declaration in a trait ends with a semicolon instead.
function bodyOf(code, start) {
  let depth = 0;
  for (let at = start; at < code.length; at += 1) {
    if ("([".includes(code[at])) depth += 1;
    else if (")]".includes(code[at])) depth -= 1;
    else if (depth === 0 && code[at] === "{") return at;
    else if (depth === 0 && code[at] === ";") return undefined;
  }
  return undefined;
}

/** The texts of `///` and `//!` blocks with the line that each begins in. */
export function docComments({ comments }) {
  return comments.flatMap(({ line, text }) => {
    const lines = text.split("\n").map((part) => part.trim());
    const blocks = [];
    lines.forEach((part, at) => {
      const [, mark, words] = /^\/\/([/!])(?!\/)(.*)$/.exec(part) ?? [];
      const last = blocks.at(-1);
      if (mark && last?.mark === mark && last.end === at - 1) Object.assign(last, { text: `${last.text} ${words.trim()}`, end: at });
      else if (mark) blocks.push({ mark, line: line + at, text: words.trim(), end: at });
    });
    return blocks;
  });
}
