// Bazel's packages: what their BUILD files say, and the tests that they have.
import { parse } from "../../ci/names_check/starlark/parser.mjs";
import { walk } from "../../ci/names_check/starlark/walk.mjs";
import { firstParagraph } from "../markdown/text.mjs";

/** What the docstring at the head of a Starlark file says; undefined without one. */
export function docstringOf(text, file) {
  const [first] = parse(text, file);
  const value = first?.type === "expression" ? first.value.value : undefined;
  return typeof value === "string" ? value.trim() : undefined;
}

/** The first paragraph of a package's docstring. @param {import("./files.mjs").Files} files @param {string} folder "" for the root */
export function packageDoc(files, folder) {
  const path = folder ? `${folder}/BUILD.bazel` : "BUILD.bazel";
  const doc = files.has(path) ? docstringOf(files.text(path), path) : undefined;
  return doc && firstParagraph(doc).replace(/(: see [\w. /]+\.bzl(?: and [\w.]+)?)?\.$/, ".");
}

/** What `package_readme` wrote of a package's targets. @returns {{tests: string[], named: string[], main: boolean}} */
export function targetsOf(files, folder) {
  const path = files.matching(/\.about\.json$/).find((one) => one.endsWith(`/${folder}/readme.about.json`));
  if (!path) throw new Error(`${folder}: its targets are not among the files of the generator; does its BUILD file end with package_readme?`);
  return JSON.parse(files.text(path));
}

/** The steps of a build, in the order of the root BUILD file: their attributes that are strings, or lists of them. */
export function stepsOf(files) {
  const calls = parse(files.text("BUILD.bazel"), "BUILD.bazel").map(({ value }) => value);
  return calls.filter((value) => value?.type === "call" && value.callee.name === "build_step").map(attributesOf);
}

function attributesOf({ args }) {
  return Object.fromEntries(args.map(({ name, value }) => [name, typeof value.value === "string" ? value.value : stringsIn(value)]));
}

const stringsIn = (value) => walk(value).filter(({ type, value }) => type === "literal" && typeof value === "string").map(({ value }) => value);
