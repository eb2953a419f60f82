import { Blanked, closing, functionsOf, opening } from "./blank.mjs";

const STRING = /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'/y;
const REGEXP = /\/(?![*/])(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
// After these a slash begins a regular expression; after anything else it divides.
const BEFORE_REGEXP = /(?:^|[(,=:[!&|?{};+\-*%<>~^]|=>|\b(?:return|typeof|case|in|of|do|else|yield|await|void|delete))\s*$/;
const CONTROL = /^(?:if|for|while|switch|catch|with|await)$/;

/** `{text, code, comments, imports}` of a JavaScript or TypeScript source. */
export function read(text) {
  const blanked = new Blanked(text);
  scan(text, 0, false, blanked);
  return { text, code: blanked.code, comments: blanked.comments, imports: importsOf(blanked.code, text) };
}

/** The same of a Svelte component: of what its <script> elements hold. */
export function readSvelte(text) {
  const blanks = (part) => part.replace(/[^\n]/g, " ");
  let scripts = "";
  let end = 0;
  for (const { 0: whole, 1: tag, 2: script, index } of text.matchAll(/(<script\b[^>]*>)([\s\S]*?)<\/script>/g)) {
    scripts += blanks(text.slice(end, index)) + blanks(tag) + script;
    end = index + whole.length;
    scripts += blanks("</script>");
  }
  return { ...read(scripts + blanks(text.slice(end))), text };
}

// Blanks what is no code from `at` on. In a template, returns at the brace that ends its expression.
function scan(text, at, inTemplate, blanked) {
  let depth = 0;
  while (at < text.length) {
    const character = text[at];
    if (inTemplate && character === "}" && depth === 0) return at;
    if (character === "{") depth += 1;
    if (character === "}") depth -= 1;
    at = "\"'`/".includes(character) ? skip(text, at, blanked) : at + 1;
  }
  return at;
}

// Blanks the text or comment that begins at `at`; returns where it ends.
function skip(text, at, blanked) {
  if (text[at] === "`") return template(text, at, blanked);
  if (text.startsWith("//", at)) return comment(text, at, end(text, "\n", at), blanked);
  if (text.startsWith("/*", at)) return comment(text, at, end(text, "*/", at + 2) + 2, blanked);
  if (text[at] === "/" && !BEFORE_REGEXP.test(text.slice(Math.max(0, at - 40), at))) return at + 1;
  const pattern = text[at] === "/" ? REGEXP : STRING;
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  if (!match) return at + 1;
  blanked.blank(at, at + match[0].length);
  return at + match[0].length;
}

function end(text, mark, at) {
  const found = text.indexOf(mark, at);
  return found === -1 ? text.length : found;
}

function comment(text, start, stop, blanked) {
  blanked.comment(start, Math.min(stop, text.length));
  return Math.min(stop, text.length);
}

function template(text, start, blanked) {
  let from = start;
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === "`") {
      blanked.blank(from, at + 1);
      return at + 1;
    } else if (text.startsWith("${", at)) {
      blanked.blank(from, at + 2);
      at = scan(text, at + 2, true, blanked);
      from = at;
    }
  }
  blanked.blank(from, text.length);
  return text.length;
}

const importsOf = (code, text) => namesImported(code, text).filter((name) => /^\.{1,2}\//.test(name));

/** What `import` and `export ... from` name. Texts are blank in the code, so the names are taken from the source. */
export function namesImported(code, text) {
  return [...code.matchAll(/\b(?:from|import)\b\s*\(?/g)]
    .map(({ 0: keyword, index }) => /^\s*["']([^"'\n]*)["']/.exec(text.slice(index + keyword.trimEnd().length))?.[1])
    .filter(Boolean);
}

export function functions({ code }) {
  const spans = [];
  for (let open = code.indexOf("{"); open !== -1; open = code.indexOf("{", open + 1)) {
    const head = headOf(code, open);
    if (head) spans.push({ ...head, end: closing(code, open) });
  }
  return functionsOf(code, spans);
}

// `{name, start}` where the brace at `open` begins the body of a function.
function headOf(code, open) {
  const before = code.slice(0, open).trimEnd();
  const arrow = before.endsWith("=>");
  // `(parameters)`, and perhaps a type of what is returned.
  const close = arrow ? arrowParameters(before) : before.search(/\)(?:\s*:\s*[^(){};=]+)?$/);
  if (close === -1) return undefined;
  const start = before[close] === ")" ? opening(code, close, "(") : close;
  return named(before.slice(0, start), start, arrow);
}

// The last character of an arrow function's parameters.
function arrowParameters(before) {
  const types = before.slice(0, -2).search(/\)(?:\s*:\s*[^(){};=]+)?\s*$/);
  if (types !== -1) return types;
  return before.search(/[\w$]+\s*=>$/);
}

function named(before, start, arrow) {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const assigned = /([\w$]+)\s*(?::[^=]*)?[=:]\s*(?:async\s*)?(?:function\s*\*?\s*)?$/.exec(line)?.[1];
  if (arrow) return { name: assigned ?? "(a function)", start };
  const word = /([\w$#]+)\s*(?:<[^<>()]*>)?\s*$/.exec(line)?.[1];
  if (!word || CONTROL.test(word)) return undefined;
  return { name: word === "function" ? (assigned ?? "(a function)") : word, start };
}

/** The texts of JSDoc comments. */
export function docComments({ comments }) {
  return comments
    .filter(({ text }) => text.startsWith("/**"))
    .map(({ line, text }) => ({ line, text: text.slice(3, -2).replace(/^\s*\*/gm, "").trim() }));
}
