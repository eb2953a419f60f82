// What the documents speak of: the repository's files and labels, tk's commands, Bazel's flags.
import { basename, dirname, posix } from "node:path";
import { readBazelFlags, readReference } from "./reference.mjs";

export const REFERENCE = "docs/cli.md";
/** Their variables are for who works on this repository, and not in tk's reference. */
const SCRIPT = /^tools\/ci\/[\w-]+$/;
export const BAZEL_FLAGS = "tools/ci/names_check/lists/bazel/7.7.1.tsv";

export class Repository {
  /**
   * @param {string[]} files paths of all files
   * @param {string[]} labels all labels, as `bazel query //...:*` prints them
   * @param {(path: string) => string} read a file's text
   */
  constructor(files, labels, read) {
    this.files = new Set(files);
    this.folders = new Set(files.flatMap(foldersOf));
    this.labels = new Set(labels.map((label) => label.trim()).filter(Boolean));
    this.packages = new Set([...this.labels].map((label) => label.split(":")[0]));
    this.read = read;
    this.commands = readReference(read(REFERENCE));
    for (const script of files.filter((file) => SCRIPT.test(file))) addVariables(this.commands.variables, read(script));
    this.bazel = readBazelFlags(read(BAZEL_FLAGS), read(".bazelrc"));
  }

  /** Whether a path from the root is a file or folder; `*` and `<name>` stand for any part of a name. */
  has(path) {
    const plain = posix.normalize(path).replace(/\/$/, "");
    if (this.files.has(plain) || this.folders.has(plain)) return true;
    if (!/[*<]/.test(plain)) return false;
    const pattern = patternOf(plain);
    return [...this.files, ...this.folders].some((known) => pattern.test(known));
  }

  hasLabel(label) {
    if (this.labels.has(label)) return true;
    if (!/[*<]/.test(label)) return false;
    const pattern = patternOf(label);
    return [...this.labels].some((known) => pattern.test(known));
  }

  /** Files of the same name: where a file that moved may be. */
  namesakes(path) {
    const name = basename(path);
    return [...this.files].filter((file) => basename(file) === name);
  }
}

function addVariables(known, script) {
  for (const [variable] of script.matchAll(/\bTK_[A-Z_]+\b/g)) known.add(variable);
}

function foldersOf(file) {
  const folder = dirname(file);
  return folder === "." ? [] : [folder, ...foldersOf(folder)];
}

function patternOf(text) {
  const parts = text.split(/(\*\*|\*|<[\w-]+>)/);
  const source = parts.map((part) => (part === "**" ? ".*" : /^[*<]/.test(part) ? "[^/:]*" : part.replace(/[.+?^${}()|[\]\\]/g, "\\$&")));
  return new RegExp(`^${source.join("")}$`);
}
