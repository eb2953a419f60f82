// Paths and links of a document.
import { posix } from "node:path";
import { words } from "./words.mjs";

// What builds and the launcher leave in a checkout is in no list of files.
const MADE = /^(dist|bazel-[\w-]+|\.tk|\.git|external|node_modules)(\/|$)/;
const SOURCE = /[\w*>-]\.(rs|mjs|ts|bzl|sh|svelte|java|tpl|md)$/;

export function checkPaths(document, repository, tell) {
  for (const { line, text } of words(document)) checkWord(text, document, repository, (message) => tell(line, message));
  // A file's bare name is told apart from other words only where it stands alone.
  for (const { line, text } of document.spans) checkName(text, document, repository, (message) => tell(line, message));
}

function checkWord(word, document, repository, tell) {
  const path = word.replace(/^\.\//, "").replace(/(:\d+)+$/, "").replace(/[,;.)]+$/, "");
  if (!/^[\w.@<][\w.@*<>+/-]*$/.test(path) || !path.includes("/") || MADE.test(path)) return;
  if (!repository.folders.has(path.split("/")[0])) return;
  if (!repository.has(path) && !repository.has(beside(document, path))) tell(missing(path, repository));
}

// `progress.rs` and `progress/live.rs` are the ends of some file's path.
function checkName(text, document, repository, tell) {
  if (!/^[\w.<][\w.*<>/-]*$/.test(text) || !SOURCE.test(text) || MADE.test(text)) return;
  if (repository.has(text) || repository.has(beside(document, text)) || repository.folders.has(text.split("/")[0])) return;
  if (!/[*<]/.test(text) && ![...repository.files].some((file) => file.endsWith(`/${text}`))) tell(missing(text, repository));
}

const beside = (document, path) => posix.join(posix.dirname(document.file), path);

function missing(path, repository) {
  const namesakes = repository.namesakes(path);
  const hint = namesakes.length > 0 && namesakes.length <= 3 ? `; ${namesakes.join(", ")} has that name` : "";
  return `${path} does not exist${hint}`;
}

/** @param {Map<string, object>} documents all documents by path, for anchors */
export function checkLinks(document, repository, documents, tell) {
  for (const { line, text } of document.links) {
    if (/^[a-z]+:/.test(text)) continue;
    const [path, anchor] = text.split("#");
    const target = path ? beside(document, path) : document.file;
    if (!repository.has(target)) tell(line, `the link ${text} leads nowhere: ${missing(target, repository)}`);
    else if (anchor && !documents.get(target)?.anchors.has(anchor)) tell(line, `the link ${text} leads nowhere: ${target} has no heading #${anchor}`);
  }
}
