// How a generator is called: `--out PATH`, and its files as several texts of paths.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { Files } from "./workspace/files.mjs";

/** @returns {{values: object, files: Files}} the options by name, all of which are texts, and the files */
export function readArguments(names) {
  const options = Object.fromEntries(names.map((name) => [name, { type: "string" }]));
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const missing = names.find((name) => values[name] === undefined);
  if (missing) throw new Error(`--${missing} is missing`);
  // Bazel writes ./README.md for a file of the root.
  const paths = positionals.flatMap((paths) => paths.split(" ")).filter(Boolean).map((path) => path.replace(/^\.\//, ""));
  return { values, files: new Files(paths) };
}

export function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
