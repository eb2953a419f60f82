import { Blanked, functionsOf, lineOf } from "./blank.mjs";

const TOKEN = /(?<comment>#[^\n]*)|(?<text>r?"""[\s\S]*?"""|r?'''[\s\S]*?'''|r?"(?:[^"\\\n]|\\[\s\S])*"|r?'(?:[^'\\\n]|\\[\s\S])*')/g;

/** `{text, code, comments, texts}` of a Starlark source. */
export function read(text) {
  const blanked = new Blanked(text);
  const texts = [];
  for (const { 0: whole, groups, index } of text.matchAll(TOKEN)) {
    if (groups.comment) {
      blanked.comment(index, index + whole.length);
    } else {
      texts.push({ start: index, end: index + whole.length, value: whole.replace(/^r?(?:"""|'''|"|')|(?:"""|'''|"|')$/g, "") });
      blanked.blank(index, index + whole.length);
    }
  }
  return { text, code: blanked.code, comments: blanked.comments, texts };
}

/** A function reaches from `def` to its last line; the docstring is not counted. */
export function functions({ code, texts }) {
  const spans = [...code.matchAll(/^([ ]*)def\s+(\w+)/gm)].map(({ 1: indentation, 2: name, index }) => {
    const start = index + indentation.length;
    const [body, end] = bodyOf(code, texts, start, indentation.length);
    const docstring = texts.find((text) => text.start >= body && text.start < end && code.slice(body, text.start).trim() === "");
    const without = docstring ? lineOf(code, docstring.end) - lineOf(code, docstring.start) + 1 : 0;
    return { name, start, end, without };
  });
  return functionsOf(code, spans);
}

// Where the first statement begins, and where the last one ends: before the next line that is not indented further.
function bodyOf(code, texts, start, indentation) {
  let depth = 0;
  let body;
  let end = start;
  for (let at = start; at < code.length; at += 1) {
    if ("([{".includes(code[at])) depth += 1;
    else if (")]}".includes(code[at])) depth -= 1;
    else if (code[at] === ":" && depth === 0) body ??= at + 1;
    if (code[at] !== "\n" || body === undefined) continue;
    const next = nextLine(code, texts, at);
    if (next.indentation !== undefined && next.indentation <= indentation && depth === 0) break;
    if (!next.isBlank) end = next.end;
  }
  return [body ?? start, Math.max(end, body ?? start)];
}

// A line that holds a part of a text, or nothing, has no indentation.
function nextLine(code, texts, newline) {
  const found = code.indexOf("\n", newline + 1);
  const end = found === -1 ? code.length : found;
  const line = code.slice(newline + 1, end);
  const indentation = line.trim() === "" ? undefined : line.search(/\S/);
  const isBlank = indentation === undefined && !texts.some((text) => text.start <= end && text.end > newline + 1);
  return { end, indentation, isBlank };
}

/** Docstrings and the texts of `doc` attributes. */
export function docComments({ code, texts, text }) {
  const found = texts.filter(({ start, end }) => {
    const before = code.slice(0, start).trimEnd();
    const isStatement = text.startsWith('"""', start) && (before === "" || before.endsWith(":")) && !/^\s*[,)\]}+.]/.test(code.slice(end));
    return isStatement || /\bdoc\s*=$/.test(before);
  });
  return found.map(({ start, value }) => ({ line: lineOf(text, start), text: value.trim() }));
}
