// A name of a public module that the rules begin to use is added to the list on purpose: people's versions of the
// module must have it (docs/modules.md).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { modulesOf, namesIn, publicNames } from "./public_names.mjs";

test("the list has all names, and no others", () => {
  const wanted = readFileSync("rules/public_names.tsv", "utf8").trimEnd().split("\n");
  assert.deepEqual(publicNames(".").filter((line) => !wanted.includes(line)), [], "new names: see docs/modules.md, then tools/ci/public_names --update");
  assert.deepEqual(wanted, publicNames("."), "out of date: tools/ci/public_names --update");
  assert.ok(wanted.some((line) => line === "cargo\t@rules_rust//rust:defs.bzl\trust_library"), "the rules use rust_library");
});

test("modules are those that others get, too", () => {
  assert.deepEqual(modulesOf('bazel_dep(name = "a", version = "1")\nbazel_dep(name = "b", version = "1", dev_dependency = True)\n'), ["a"]);
});

test("loads and labels are found, wherever they stand", () => {
  const text = [
    '"""See @a//docs:no.bzl."""',
    'load("@a//x:y.bzl", "one", two = "other")',
    'load("@b//x:y.bzl", "three")',
    'load(":z.bzl", "four")',
    "def f(x = Label(\"@a//t:type\")):",
    '    fail("see @a//not:this one")',
    '    return {"@@a//pkg": "//a:b"}',
  ].join("\n");
  assert.deepEqual(namesIn(text, "f.bzl", ["a"]), [["@a//x:y.bzl", "one"], ["@a//x:y.bzl", "other"], ["@a//t:type", ""], ["@@a//pkg", ""]]);
});
