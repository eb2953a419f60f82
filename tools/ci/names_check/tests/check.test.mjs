import assert from "node:assert/strict";
import { test } from "node:test";
import { join } from "node:path";
import { check } from "../check.mjs";
import { formatList } from "../lists.mjs";
import { folderOf } from "./files.mjs";

const RULE = ["+rule", "both"];
const list = (version, attribute, ...more) =>
  formatList("m", version, [
    ["defs.bzl", "thing", "rule", [...RULE, attribute]],
    ["ext.bzl", "ext", "extension", []],
    ["ext.bzl", "ext.tag", "tag", ["name"]],
    ["//:flag", "", "flag", []],
    ["//:type", "", "toolchain_type", ["both", attribute]],
    ...more,
  ]);
const FLAGS = "# Flags.\nconfig\tvalue\tbuild test\nkeep_going\tboolean\tbuild\n";
const REPOSITORY = {
  "lists/central/m.tsv": list("1.0", "newer", ["//:new_flag", "", "flag", []], ["new.bzl", "x", "rule", RULE]),
  "lists/packages/m.tsv": list("0.5", "older"),
  "lists/bazel/7.0.0.tsv": FLAGS,
  "MODULE.bazel": 'module(name = "ours")\n\nbazel_dep(name = "m", version = "1.0")\n\next = use_extension("@m//:ext.bzl", "ext")\next.tag(name = "x")\n',
  ".bazelrc": "build --keep_going --@m//:flag=x\ntest --config=x\n",
  "defs.bzl": 'load("@m//:defs.bzl", _thing = "thing")\n\ndef wrap(name, **kwargs):\n    _thing(name = name, **({"both": 1} | kwargs))\n',
  "BUILD.bazel": 'load(":defs.bzl", "wrap")\n\nwrap(name = "x", tags = ["@m//:flag"])\n',
};

function told(changes) {
  const files = { ...REPOSITORY, ...changes };
  const root = folderOf(files);
  const tracked = Object.keys(files).filter((file) => !file.startsWith("lists/"));
  return check(root, tracked, join(root, "lists")).map(({ text }) => text);
}

const added = (file, text) => told({ [file]: (REPOSITORY[file] ?? "") + text });
const PACKAGES = "m 0.5 (packages mode)";
const CENTRAL = "m 1.0 (the public modules)";

test("a repository that uses what both have", () => assert.deepEqual(told({}), []));

for (const [what, problems, wanted] of [
  ["a file", () => added("a.bzl", 'load("@m//:new.bzl", "x")\n'), [`a.bzl:1: @m//:new.bzl is not in ${PACKAGES}`]],
  ["a symbol", () => added("a.bzl", 'load("@m//:defs.bzl", "think")\n'), [`a.bzl:1: think of @m//:defs.bzl is not in ${CENTRAL} and ${PACKAGES}; the nearest that both have is thing`]],
  ["an attribute that comes through a macro", () => added("BUILD.bazel", 'wrap(\n    name = "y",\n    newer = 1,\n)\n'), [`BUILD.bazel:6: newer of thing (@m//:defs.bzl) is not in ${PACKAGES}`]],
  ["an attribute that a macro adds", () => told({ "defs.bzl": REPOSITORY["defs.bzl"].replace('"both"', '"older"') }), [`defs.bzl:4: older of thing (@m//:defs.bzl) is not in ${CENTRAL}`]],
  ["an attribute in a rule's implementation's field", () => added("a.bzl", 'def f(ctx):\n    return ctx.toolchains["@m//:type"].newer\n'), [`a.bzl:2: newer of the toolchain @m//:type is not in ${PACKAGES}`]],
  ["a tag's attribute", () => added("MODULE.bazel", "ext.tag(\n    nam = 1,\n)\n"), [`MODULE.bazel:8: nam of ext.tag (@m//:ext.bzl) is not in ${CENTRAL} and ${PACKAGES}; the nearest that both have is name`]],
  ["a label", () => added("BUILD.bazel", 'filegroup(name = "y", srcs = ["@m//:flab"])\n'), [`BUILD.bazel:4: @m//:flab is not in ${CENTRAL} and ${PACKAGES}; the nearest that both have is //:flag`]],
  ["a flag", () => added(".bazelrc", "build --@m//:new_flag=x\n"), [`.bazelrc:3: --@m//:new_flag is not in ${PACKAGES}`]],
  ["a flag of no world", () => added(".bazelrc", "build --no@m//:flog\n"), [`.bazelrc:3: --no@m//:flog is not in ${CENTRAL} and ${PACKAGES}; the nearest that both have is //:flag`]],
  ["a flag of Bazel for another command", () => added(".bazelrc", "test --nokeep_going\n"), [".bazelrc:3: --nokeep_going is not a flag of test in Bazel 7.0.0"]],
  ["a version", () => told({ "MODULE.bazel": REPOSITORY["MODULE.bazel"].replace("1.0", "2.0") }), ["MODULE.bazel:3: the list for m has version 1.0, not 2.0; update it with: tools/ci/names --record central m@2.0=FOLDER"]],
  ["a file that cannot be run", () => added("BUILD.bazel", "sh_binary(name = missing)\n"), ["BUILD.bazel:4: cannot be run here: the name sh_binary is not defined"]],
]) {
  test(`${what} is told of, with file and line`, () => assert.deepEqual(problems(), wanted));
}

test("a use that only one mode reads is held against that one", () => {
  assert.deepEqual(added(".bazelrc", "# names: central\nbuild --@m//:new_flag=x\n"), []);
  assert.equal(added(".bazelrc", "# names: packages\nbuild --@m//:new_flag=x\n").length, 1);
});
