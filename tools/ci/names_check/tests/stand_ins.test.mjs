import assert from "node:assert/strict";
import { test } from "node:test";
import { formatList, parseList } from "../lists.mjs";
import { addStandIns } from "../stand_ins.mjs";
import { folderOf } from "./files.mjs";

const AT = "tools/bootstrap/modules";
const DEBIAN = formatList("rules_rust", "0.5", [
  ["rust/extensions.bzl", "rust", "extension", []],
  ["rust/extensions.bzl", "rust.toolchain", "tag", ["edition", "versions"]],
  ["rust/defs.bzl", "rust_library", "rule", ["+rule", "srcs"]],
  ["//rust:old", "", "rule", []],
  ["//rust/settings:pipelined", "", "flag", []],
  ["//rust/replaced:gone", "", "rule", []],
]);

function packagesMode(files) {
  const modules = new Map([["rules_rust", parseList(DEBIAN)]]);
  const problems = [];
  const root = folderOf(Object.fromEntries(Object.entries(files).map(([path, text]) => [`${AT}/${path}`, text])));
  addStandIns(modules, root, ({ file, line }, message) => problems.push(`${file}:${line}: ${message}`));
  return { modules, problems };
}

const { modules, problems } = packagesMode({
  "m/MODULE.bazel": 'module(name = "m", version = "1.2")\n',
  "m/defs.bzl": 'load("@rules_rust//rust:defs.bzl", "rust_library")\n\ndef wrapped(**kwargs):\n    rust_library(**kwargs)\n',
  "rules_rust_rust/extensions.bzl": 'load("//rust:debian_extensions.bzl", _rust = "rust")\n\nrust = _rust\nhost = module_extension(implementation = lambda ctx: None, tag_classes = {"tools": tag_class(attrs = {"name": attr.string()})})\n',
  "rules_rust_rust/settings/lto.BUILD.tpl": 'string_flag(name = "lto", visibility = ["//visibility:public"])\n',
  "rules_rust_rust/replaced/BUILD.bazel": 'filegroup(name = "made", visibility = ["//visibility:public"])\n',
});
const rust = modules.get("rules_rust");

test("all of it runs", () => assert.deepEqual(problems, []));

test("a stand-in takes what the rules of Debian take that it calls", () => {
  assert.equal(modules.get("m").version, "stand-in for 1.2");
  assert.deepEqual([...modules.get("m").symbols.get("defs.bzl").get("wrapped").names], ["+rule", "srcs"]);
});

test("a file of ours replaces Debian's, and can give on what Debian's has", () => {
  const names = rust.symbols.get("rust/extensions.bzl");
  assert.deepEqual([...names.keys()].sort(), ["host", "host.tools", "rust", "rust.toolchain"]);
  assert.deepEqual([...names.get("rust.toolchain").names], ["edition", "versions"]);
  assert.ok(rust.symbols.has("rust/defs.bzl"));
});

test("a part is added to Debian's BUILD file, a BUILD file replaces it", () => {
  const targets = [...rust.targets].map(([name, { kind }]) => `${name} ${kind}`).sort();
  assert.deepEqual(targets, ["//rust/replaced:made filegroup", "//rust/settings:lto flag", "//rust/settings:pipelined flag", "//rust:old rule"]);
});

test("what cannot be run is told of where it lies", () => {
  const broken = packagesMode({ "rules_rust_rust/x.bzl": "\nx = y\n", "m/MODULE.bazel": "", "m/x.bzl": "x = y\n" });
  assert.deepEqual(broken.problems, [
    `${AT}/m/x.bzl:1: packages mode's stand-in cannot be run here: the name y is not defined`,
    `${AT}/rules_rust_rust/x.bzl:2: packages mode's stand-in cannot be run here: the name y is not defined`,
  ]);
});
