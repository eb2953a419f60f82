// Pieces of Markdown.

/** The first paragraph of a text, as one line. */
export function firstParagraph(text) {
  return text.split(/\n\s*\n/)[0].split("\n").map((line) => line.trim()).join(" ").trim();
}

/** The first sentence of a text, without its full stop or colon; "e.g." and the like are not used here. */
export function firstSentence(text) {
  return firstParagraph(text).split(/(?<=\.)\s/)[0].replace(/[.:]$/, "");
}

/** A table. A cell cannot hold a bar that is its own. @param {string[]} head @param {string[][]} rows */
export function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replace(/\s+/g, " ").replace(/(?<!\\)\|/g, "\\|")).join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

/** @param {string[]} lines of a shell */
export function shell(lines) {
  return ["```sh", ...lines, "```"].join("\n");
}

/** Lines of a shell, each with a comment beside it. @param {[string, string][]} pairs */
export function commands(pairs) {
  const width = Math.max(...pairs.map(([command]) => command.length));
  return shell(pairs.map(([command, says]) => `${command.padEnd(width)}  # ${says}`));
}

/** `a`, `b` and `c`. @param {string[]} names */
export const codes = (names) => names.map((name) => `\`${name}\``).join(", ");
