// Starlark files of the repository, as trees.
import { posix } from "node:path";
import { parse } from "../../names_check/starlark/parser.mjs";

export class StarlarkFiles {
  #trees = new Map();

  /** @param {{files: Set<string>, read: (path: string) => string}} repository */
  constructor(repository) {
    this.repository = repository;
  }

  /** The statements of a file; none where there is no such file. */
  tree(file) {
    if (!this.#trees.has(file)) this.#trees.set(file, this.repository.files.has(file) ? parse(this.repository.read(file), file) : []);
    return this.#trees.get(file);
  }

  /** Where the names that a file loads are from: local name to `{file, name}`. */
  loads(file) {
    const found = new Map();
    for (const { label, symbols } of this.tree(file).filter(({ type }) => type === "load")) {
      const from = pathOf(label.value, file);
      for (const { local, symbol } of symbols) found.set(local, { file: from, name: symbol });
    }
    return found;
  }

  /** What a name means in a file: `{file, node}` of its definition, wherever that is. */
  resolve(file, name) {
    for (const node of this.tree(file)) {
      if (node.type === "def" && node.name === name) return { file, node };
      if (node.type === "assign" && node.target.type === "name" && node.target.name === name) {
        return node.value.type === "name" ? this.resolve(file, node.value.name) : { file, node: node.value };
      }
    }
    const loaded = this.loads(file).get(name);
    return loaded?.file && this.resolve(loaded.file, loaded.name);
  }
}

/** The path of a .bzl file of this repository; undefined for those of others. */
function pathOf(label, file) {
  const plain = label.replace(/^@tachikoma/, "");
  if (plain.startsWith("@")) return undefined;
  if (plain.startsWith(":")) return posix.join(posix.dirname(file), plain.slice(1));
  return plain.replace(/^\/\//, "").replace(":", "/").replace(/^\//, "");
}
