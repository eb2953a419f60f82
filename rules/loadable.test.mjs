// Any repository that depends on this module can load rules/*/defs.bzl: neither they nor what they load is bound to
// this repository, to its crates, npm packages or targets.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { posix } from "node:path";
import { test } from "node:test";
import { read } from "../tools/ci/structure_check/languages/starlark.mjs";

// What a repository gets with the module, beside the modules that MODULE.bazel depends on.
const OURS = /^\/\/(?:rules|platforms)(?:[/:]|$)/;
const BAZELS = /^\/\/(?:visibility|conditions|command_line_option):/;
const BAZELS_OWN = "bazel_tools";

const module = readFileSync("MODULE.bazel", "utf8");
const MODULES = [...module.matchAll(/^bazel_dep\(name = "([^"]+)"(?!.*dev_dependency)/gm)].map(([, name]) => name);

/** What is wrong with a file, and with those that it loads. @param {(path: string) => string | undefined} textOf */
function problems(path, textOf, seen = new Set()) {
  if (seen.has(path)) return [];
  seen.add(path);
  const text = textOf(path);
  if (text === undefined) return [`${path} is missing: does its bzl_library have all that it loads?`];
  const { code, texts } = read(text);
  const found = texts.filter((one) => !text.startsWith('"""', one.start) && isBound(one.value, code.slice(0, one.start))).map(({ value }) => `${path}: ${value}`);
  const loads = texts.filter(({ start }) => /\bload\(\s*$/.test(code.slice(0, start))).map(({ value }) => fileOf(value, path));
  return [...found, ...loads.filter(Boolean).flatMap((file) => problems(file, textOf, seen))];
}

// A label that is the default of a macro's argument belongs to the caller: `node_modules = "//:node_modules"`.
function isBound(value, before) {
  const [, repository, label] = /^(?:@{0,2}([\w.~+-]*))(\/\/[\w./+@-]*(?::[\w./+@=~-]*)?)$/.exec(value) ?? [];
  if (label === undefined || label === "//") return false;
  if (repository) return repository !== BAZELS_OWN && !MODULES.includes(repository);
  if (OURS.test(label) || BAZELS.test(label)) return false;
  return !(label.startsWith("//:node_modules") && /\w+ = \s*$/.test(before) && !/\bdefault = \s*$/.test(before));
}

// The path of a file of ours; undefined for one of another module.
function fileOf(label, loader) {
  const [, repository, folder, name] = /^(?:@{0,2}([\w.-]+))?(?:\/\/)?([^:]*):(.+)$/.exec(label) ?? [];
  if (repository && label.startsWith("@")) return undefined;
  return label.startsWith(":") ? posix.join(posix.dirname(loader), name) : `${folder.replace(/^\/\//, "")}/${name}`;
}

const onDisk = (path) => (existsSync(path) ? readFileSync(path, "utf8") : undefined);
const folders = readdirSync("rules", { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);

test("all folders of rules are there", () => assert.ok(folders.length >= 9, folders.join(" ")));
test("MODULE.bazel depends on modules", () => assert.ok(MODULES.includes("rules_rust"), MODULES.join(" ")));
for (const folder of folders) {
  test(`rules/${folder}/defs.bzl`, () => assert.deepEqual(problems(`rules/${folder}/defs.bzl`, onDisk), []));
}

for (const [what, text, wanted] of [
  ["our crates", 'load("@crates//:defs.bzl", "aliases")\n', "@crates//:defs.bzl"],
  ["our npm packages", 'load("@npm//:defs.bzl", "npm_link_all_packages")\n', "@npm//:defs.bzl"],
  ["a file outside", 'load("//crates:defs.bzl", "rust_test")\n', "//crates:defs.bzl"],
  ["a target outside", 'x = Label("//tools/browser:chromium")\n', "//tools/browser:chromium"],
  ["the default of an attribute", 'x = attr.label(default = "//:node_modules/x")\n', "//:node_modules/x"],
]) {
  const files = { "rules/a/defs.bzl": 'load("//rules/a/private:b.bzl", "b")\n', "rules/a/private/b.bzl": 'load(":c.bzl", "c")\n', "rules/a/private/c.bzl": text };
  test(`${what}, two loads away, would be found`, () => {
    const found = problems("rules/a/defs.bzl", (path) => files[path]);
    assert.ok(found.includes(`rules/a/private/c.bzl: ${wanted}`), found.join("; "));
  });
}

test("what the caller or a module has is not bound", () => {
  const text = '"""//crates:x"""\nload("@rules_rust//rust:defs.bzl", "rust_test")\n\ndef f(node_modules = "//:node_modules"):\n    select({Label("//platforms:x"): 1, "//conditions:default": 2})\n';
  assert.deepEqual(problems("rules/a/defs.bzl", () => text), []);
});
