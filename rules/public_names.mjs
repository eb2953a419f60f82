// The names that the rules take from public modules, by rule set: each is one that people's versions of those modules
// must have.
//
//     node public_names.mjs CHECKOUT [--update]
//
// Prints a line for each: rule set, file of the module or label, symbol (empty for labels). With
// --update it writes them to rules/public_names.tsv, which public_names.test.mjs compares.
import { readFileSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "../tools/ci/names_check/starlark/parser.mjs";
import { walk } from "../tools/ci/names_check/starlark/walk.mjs";

const LABEL = /^@{1,2}([A-Za-z][\w.-]*)\/\/[\w./+-]*(?::[\w./+=~@-]+)?$/;
const HEADER = "# Made by tools/ci/public_names --update: rule set, file or label of a public module, symbol.";

/** Names of the modules that MODULE.bazel depends on. */
export function modulesOf(text) {
  return [...text.matchAll(/^bazel_dep\(name = "([^"]+)"(?!.*dev_dependency)/gm)].map(([, name]) => name);
}

/** `[label, symbol]` of each public name in a Starlark file. @param {string[]} modules */
export function namesIn(text, file, modules) {
  const isPublic = (label) => modules.includes(LABEL.exec(label)?.[1]);
  const statements = parse(text, file);
  const loads = statements.filter(({ type, label }) => type === "load" && isPublic(label.value));
  const loaded = loads.flatMap(({ label, symbols }) => symbols.map(({ symbol }) => [label.value, symbol]));
  const rest = statements.filter(({ type }) => type !== "load");
  const labels = walk(rest).filter(({ type, value }) => type === "literal" && typeof value === "string" && isPublic(value));
  return [...loaded, ...labels.map(({ value }) => [value, ""])];
}

// What is tested is not what others load.
function starlarkFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "tests" ? [] : starlarkFiles(path);
    return entry.name.endsWith(".bzl") ? [path] : [];
  });
}

/** The lines of the list, for the files below a folder of rule sets. */
export function publicNames(root) {
  const modules = modulesOf(readFileSync(join(root, "MODULE.bazel"), "utf8"));
  const sets = readdirSync(join(root, "rules"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const lines = sets.flatMap(({ name }) =>
    starlarkFiles(join(root, "rules", name)).flatMap((file) => namesIn(readFileSync(file, "utf8"), file, modules).map((names) => [name, ...names].join("\t").trimEnd())),
  );
  return [HEADER, ...[...new Set(lines)].sort()];
}

// Bazel starts it by a link.
if (realpathSync(process.argv[1]) === realpathSync(fileURLToPath(import.meta.url))) {
  const [root, ...options] = process.argv.slice(2);
  const lines = publicNames(root);
  if (options.includes("--update")) writeFileSync(join(root, "rules/public_names.tsv"), `${lines.join("\n")}\n`);
  else process.stdout.write(`${lines.slice(1).join("\n")}\n`);
}
