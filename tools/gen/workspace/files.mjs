// The files that a generator was given.
import { readFileSync } from "node:fs";

export class Files {
  #texts = new Map();

  /** @param {Iterable<string>} paths from the root @param {(path: string) => string} [read] a file's text */
  constructor(paths, read = (path) => readFileSync(path, "utf8")) {
    this.paths = new Set(paths);
    this.#read = read;
  }

  #read;

  has(path) {
    return this.paths.has(path);
  }

  /** The text of a file; undefined where it is not among those given. */
  text(path) {
    if (!this.has(path)) return undefined;
    if (!this.#texts.has(path)) this.#texts.set(path, this.#read(path));
    return this.#texts.get(path);
  }

  /** The paths that match, in their order. @param {RegExp} pattern */
  matching(pattern) {
    return [...this.paths].filter((path) => pattern.test(path)).sort();
  }
}
