// The words of a document that speak of the repository.

// What programs printed, and languages with a compiler of their own, prove nothing of our files.
const SPOKEN = new Set(["", "sh", "starlark", "text", "toml", "mermaid"]);

/** Words of code spans and of fenced blocks. */
export function* words(document) {
  for (const { line, text } of [...document.spans, ...spokenLines(document)]) {
    for (const word of text.split(/[\s"'`()[\],|]+/)) if (word) yield { line, text: word };
  }
}

function* spokenLines(document) {
  for (const { language, lines } of document.fences) if (SPOKEN.has(language)) yield* lines;
}

/** Command lines: code spans, lines of `sh` blocks, and what follows `$ ` in `console` blocks. */
export function* commandLines(document) {
  yield* document.spans;
  for (const { language, lines } of document.fences) {
    for (const { line, text } of lines) {
      const typed = language === "sh" ? text.replace(/(^|\s)#.*/, "") : language === "console" ? /^\$ (.*)/.exec(text)?.[1] : undefined;
      if (typed) yield { line, text: typed.trim() };
    }
  }
}
