// Parts of documents that are written by hand, as another document repeats them.
import { join, relative } from "node:path/posix";

/** What stands below a heading, up to the next one of its level or above. */
export function sectionOf(text, heading, file) {
  const level = /^#+/.exec(heading)[0].length;
  const lines = text.split("\n");
  const start = lines.indexOf(heading);
  if (start < 0) throw new Error(`${file} has no heading "${heading}" any more; name the new one in tools/gen/agent_pages/root.mjs`);
  const end = lines.findIndex((line, index) => index > start && /^#+ /.test(line) && /^#+/.exec(line)[0].length <= level);
  return lines.slice(start + 1, end < 0 ? undefined : end).join("\n").trim();
}

/** The table with this first line. */
export function tableOf(text, head, file) {
  const lines = text.split("\n");
  const start = lines.indexOf(head);
  if (start < 0) throw new Error(`${file} has no table "${head}" any more; name the new one in tools/gen/agent_pages/root.mjs`);
  const length = lines.slice(start).findIndex((line) => !line.startsWith("|"));
  return lines.slice(start, length < 0 ? undefined : start + length).join("\n");
}

/** A text with its links as they are from another folder. */
export function linksFrom(text, from, to) {
  return text.replace(/\]\((?![a-z]+:|#)([^)]+)\)/g, (whole, link) => `](${relative(to, join(from, link))})`);
}
