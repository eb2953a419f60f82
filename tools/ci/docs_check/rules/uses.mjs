// Which attributes tests, the workspaces of e2e/ and this repository's own product give to which rules.
import { walk } from "../../names_check/starlark/walk.mjs";

const STARLARK = /(\.bzl|BUILD\.bazel|MODULE\.bazel)$/;
/** What is built and tested: e2e/, and the product. */
const BUILT = /^(e2e\/.*|(?!rules\/|tools\/).*BUILD\.bazel)$/;
const TEST = /^rules\/(.*\/)?tests\//;
/** Declares targets by every macro, and builds none of them. */
const NOT_BUILT = /^rules\/js\/tests\/forwarded\//;
/** The macros that cargo_package, which e2e/cargo builds with, consists of. */
const PARTS = /^rules\/cargo\/private\/[\w-]+\.bzl$/;
/** Arguments of cargo_package that are dicts of attributes, and for which macro. */
const OF_PARTS = { benches: "rust_bench", binaries: "rust_binary", build_script: "cargo_build_script", doc_tests: "rust_doc_test", examples: "rust_binary", library: "rust_library", tests: "rust_test" };
/** How the repository that cargo.workspace makes binds them. */
const TEMPLATE = "rules/cargo/private/defs.bzl.tpl";

/** @returns {Use[]} where a Use says by `has({rule, attribute, index})` whether a file gives it */
export function usesIn(starlark) {
  const files = [...starlark.repository.files].filter((file) => !NOT_BUILT.test(file));
  const ofStarlark = files.filter((file) => STARLARK.test(file) && (BUILT.test(file) || TEST.test(file))).map((file) => starlarkUse(starlark, file, TEST.test(file)));
  const ofParts = files.filter((file) => PARTS.test(file)).map((file) => starlarkUse(starlark, file, false, "rules"));
  const ofScripts = files.filter((file) => (TEST.test(file) && file.endsWith(".mjs")) || file === TEMPLATE).map((file) => scriptUse(starlark.repository.read(file)));
  return [...ofStarlark, ...ofParts, ...ofScripts];
}

/** A call names what it gives. Tests also hand a rule, and a dict for it, to a function of theirs. */
function starlarkUse(starlark, file, isTest, struct) {
  const loads = starlark.loads(file);
  const nodes = walk(starlark.tree(file));
  const calls = nodes.filter(({ type }) => type === "call");
  const given = new Set(calls.flatMap(({ callee, args }) => symbolsOf(callee, loads, struct).flatMap((symbol) => args.map((arg, index) => `${symbol} ${arg.name ?? index}`))));
  const names = new Set(nodes.filter(({ type }) => type === "name").map(({ name }) => loads.get(name)?.name ?? name));
  const keys = new Set(nodes.filter(({ type }) => type === "dict").flatMap(({ entries }) => entries.map(({ key }) => key?.value)));
  const handed = new Set(isTest && file.endsWith(".bzl") ? calls.flatMap(({ args }) => args.map(({ name }) => name)) : []);
  for (const { args } of calls.filter(({ callee }) => callee.name === "cargo_package")) for (const part of partsOf(args)) given.add(part);
  return {
    has: ({ rule, attribute, index }) =>
      given.has(`${rule} ${attribute}`) || given.has(`${rule} ${index}`) || (names.has(rule) && (keys.has(attribute) || handed.has(attribute))),
  };
}

const partsOf = (args) => args.flatMap(({ name, value }) => (OF_PARTS[name] ? (value.entries ?? []).map(({ key }) => `${OF_PARTS[name]} ${key.value}`) : []));

/** `napi_module` of a struct, `electron.dist`; of parts only what is called by the struct of their name. */
function symbolsOf(callee, loads, struct) {
  if (callee.type === "dot") return callee.value.type === "name" && (!struct || callee.value.name === struct) ? [callee.name, `${callee.value.name}.${callee.name}`] : [callee.name].filter(() => !struct);
  return struct ? [] : [loads.get(callee.name)?.name ?? callee.name];
}

/** A test that writes a workspace has BUILD files as texts. */
function scriptUse(text) {
  return { has: ({ rule, attribute }) => text.includes(`${rule}(`) && new RegExp(`\\b${attribute} ?= `).test(text) };
}
