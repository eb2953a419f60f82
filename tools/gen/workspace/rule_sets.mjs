// The rule sets of rules/: what each defs.bzl says and exports, and which other sets it loads from.
import { StarlarkFiles } from "../../ci/docs_check/rules/starlark_files.mjs";
import { firstSentence } from "../markdown/text.mjs";
import { docstringOf } from "./packages.mjs";

/** @param {import("./files.mjs").Files} files */
export const starlarkOf = (files) => new StarlarkFiles({ files: files.paths, read: (path) => files.text(path) });

/** The folders of all rule sets. @param {import("./files.mjs").Files} files */
export const ruleSetFolders = (files) => files.matching(/^rules\/[\w-]+\/defs\.bzl$/).map((path) => path.replace("/defs.bzl", ""));

/**
 * @param {import("./files.mjs").Files} files with all .bzl files of the set @param {string} folder
 * @returns {{name: string, folder: string, doc: string, needs: string[], symbols: {name: string, kind: string, about: string}[]}}
 */
export function ruleSetOf(files, folder) {
  const defs = `${folder}/defs.bzl`;
  const starlark = starlarkOf(files);
  const own = files.matching(new RegExp(`^${folder}/(?!tests/).*\\.bzl$`));
  const loaded = own.flatMap((path) => starlark.tree(path).filter(({ type }) => type === "load").map(({ label }) => /^\/\/(rules\/[\w-]+)/.exec(label.value)?.[1]));
  return {
    name: folder.replace("rules/", ""),
    folder,
    doc: docstringOf(files.text(defs), defs),
    needs: [...new Set(loaded)].filter((set) => set && set !== folder).map((set) => set.replace("rules/", "")).sort(),
    symbols: exportsOf(starlark, defs),
  };
}

function exportsOf(starlark, defs) {
  const names = starlark.tree(defs).map(({ type, name, target }) => (type === "def" ? name : type === "assign" ? target.name : undefined));
  return names.filter((name) => name && !name.startsWith("_")).sort().map((name) => {
    const { node } = starlark.resolve(defs, name) ?? {};
    return { name, kind: kindOf(node), about: withoutExample(firstSentence(docOf(node) ?? "A constant")) };
  });
}

// `: register_toolchains("//tools:node")` names a target of whoever reads it.
const withoutExample = (sentence) => sentence.split(/: (?=`)/)[0];

/** What a definition is: macro, rule, provider ... */
function kindOf(node) {
  if (node?.type === "def") return node.params[0]?.name === "name" ? "macro" : "function";
  if (node?.type === "call") return node.callee.name ?? "value";
  return "constant";
}

/** The text that documents a definition; undefined without one. */
export function docOf(node) {
  if (node?.type === "def") {
    const [first] = node.body;
    return first?.type === "expression" ? textOf(first.value) : undefined;
  }
  const argument = node?.type === "call" ? node.args.find(({ name }) => name === "doc")?.value : undefined;
  return argument && textOf(argument);
}

/** The text of a string, of a sum of strings, or of `format`, with names for values; undefined for what is more. */
export function textOf(node) {
  if (node.type === "literal" && typeof node.value === "string") return node.value;
  if (node.type === "call" && node.callee.type === "dot" && node.callee.name === "format") {
    const names = node.args.map(({ value }) => `\`${value.name ?? "..."}\``);
    return textOf(node.callee.value)?.replaceAll("{}", () => names.shift() ?? "{}");
  }
  if (node.type !== "binary" || node.operator !== "+") return undefined;
  const [left, right] = [textOf(node.left), textOf(node.right)];
  return left === undefined || right === undefined ? undefined : left + right;
}
