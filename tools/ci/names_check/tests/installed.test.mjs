import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { test } from "node:test";
import { join } from "node:path";
import { installedModules, staleLists } from "../installed.mjs";
import { formatList } from "../lists.mjs";
import { folderOf } from "./files.mjs";

const RC = 'common "--override_module=m=%workspace%/.tk/modules/m"\ncommon "--override_module=n=%workspace%/tools/bootstrap/modules/n"\n';

function checkout(parameter) {
  const debian = folderOf({ "MODULE.bazel": 'module(name = "m", version = "2.0")\n', "defs.bzl": "def f(name, added):\n    pass\n" });
  const root = folderOf({
    ".tk/bazelrc": RC,
    ".tk/modules/m/other.txt": "",
    "tools/bootstrap/modules/n/MODULE.bazel": 'module(name = "n")\n',
    "lists/central/m.tsv": formatList("m", "2.0", []),
    "lists/packages/m.tsv": formatList("m", "1.0", [["defs.bzl", "f", "function", [...parameter, "name"]]]),
  });
  for (const file of ["MODULE.bazel", "defs.bzl"]) symlinkSync(join(debian, file), join(root, ".tk/modules/m", file));
  return { root, debian };
}

test("Debian's modules are found through the launcher's links, stand-ins are none of them", () => {
  const { root, debian } = checkout([]);
  assert.deepEqual([...installedModules(root)], [["m", debian]]);
});

test("a list of what is installed is not stale", () => {
  const { root } = checkout(["added"]);
  assert.deepEqual(staleLists(root, join(root, "lists")), []);
});

test("a list of an older version is, with the command that makes it anew", () => {
  const { root } = checkout([]);
  assert.deepEqual(staleLists(root, join(root, "lists")), [
    "the packages mode list for m has version 1.0, which differs from the installed 2.0; update it with: tools/ci/names --record packages m",
  ]);
});
