import assert from "node:assert/strict";
import { test } from "node:test";
import { formatList, namesOf, nearest, parseList, takes } from "../lists.mjs";
import { flagsOfProto, isFlag, parseFlags } from "../rc.mjs";
import { recordModule } from "../record.mjs";
import { folderOf } from "./files.mjs";

const MODULE = {
  "MODULE.bazel": 'module(name = "m", version = "1.0")\n',
  "private/rules.bzl": `
load("@elsewhere//:defs.bzl", "ELSEWHERE_ATTRS")

_ATTRS = {"srcs": attr.label_list(), "_tool": attr.label()}

library = rule(implementation = lambda ctx: [], attrs = _ATTRS)
check_test = rule(implementation = lambda ctx: [], attrs = _ATTRS | {"golden": attr.label()}, test = True)
half_known = rule(implementation = lambda ctx: [], attrs = dict(_ATTRS, **ELSEWHERE_ATTRS))
flag = rule(implementation = lambda ctx: [], build_setting = config.string(flag = True))
`,
  "defs.bzl": `
load("//private:rules.bzl", _check_test = "check_test", _flag = "flag", _half = "half_known", _library = "library")

library = _library
half_known = _half
flag = _flag
Info = provider(fields = {"file": "a file"})

def wrapped(name, extra = None, **kwargs):
    kwargs.pop("consumed", None)
    chosen = _library
    if extra:
        chosen = _check_test
    chosen(name = name, **kwargs)

def closed(name):
    _library(name = name)

def _hidden():
    pass

tools = struct(make = closed)
`,
  "extensions.bzl": `
_install = tag_class(attrs = {"version": attr.string()})
ext = module_extension(implementation = lambda ctx: None, tag_classes = {"install": _install})
`,
  "BUILD.bazel": `
load(":defs.bzl", "flag", "library")

package(default_visibility = ["//visibility:public"])

flag(name = "mode", build_setting_default = "x")
[library(name = "lib_" + kind) for kind in ["a", "b"]]
library(name = "own", visibility = ["//visibility:private"])
exports_files(glob(["*.toml"]))
`,
  "some.toml": "",
  "nested/MODULE.bazel": 'module(name = "another")\n',
  "nested/defs.bzl": "x = 1\n",
};

const errors = [];
const rows = recordModule("m", new Map([["m", folderOf(MODULE)]]), { error: (error) => errors.push(error) });
const names = parseList(formatList("m", "1.0", rows));
const symbol = (path, name) => names.symbols.get(path)?.get(name);

test("every file ran", () => assert.deepEqual(errors, []));

test("only public files are listed, with their public symbols", () => {
  assert.deepEqual([...names.symbols.keys()].sort(), ["defs.bzl", "extensions.bzl"]);
  assert.deepEqual([...names.symbols.get("defs.bzl").keys()].sort(), ["Info", "closed", "flag", "half_known", "library", "tools", "tools.make", "wrapped"]);
});

test("a rule has its attributes and those of every rule, no private ones", () => {
  const rule = symbol("defs.bzl", "library");
  assert.deepEqual(["srcs", "tags", "_tool", "size", "other"].map((name) => takes(rule, name)), [true, true, false, false, false]);
  assert.ok(namesOf(rule).includes("visibility"));
});

test("a rule of which a part is unknown takes anything", () => assert.ok(takes(symbol("defs.bzl", "half_known"), "anything")));

test("a macro takes its parameters, what it reads of **kwargs, and what the rules take that it may call", () => {
  const macro = symbol("defs.bzl", "wrapped");
  assert.deepEqual(["extra", "consumed", "srcs", "golden", "size", "other"].map((name) => takes(macro, name)), [true, true, true, true, true, false]);
  assert.equal(takes(symbol("defs.bzl", "closed"), "tags"), false);
});

test("providers have fields, structs members, extensions tags, settings a default", () => {
  assert.deepEqual([...symbol("defs.bzl", "Info").names], ["file"]);
  assert.equal(symbol("defs.bzl", "tools.make").kind, "function");
  assert.deepEqual([...symbol("extensions.bzl", "ext.install").names], ["version"]);
  assert.ok(takes(symbol("defs.bzl", "flag"), "build_setting_default"));
});

test("public targets are listed, and which are flags", () => {
  const kinds = Object.fromEntries([...names.targets].map(([name, { kind }]) => [name, kind]));
  assert.deepEqual(kinds, { "//:lib_a": "rule", "//:lib_b": "rule", "//:mode": "flag", "//:some.toml": "file" });
});

test("the nearest name is near, or there is none", () => {
  assert.equal(nearest("edtion", ["version", "edition"]), "edition");
  assert.equal(nearest("edtion", ["srcs"]), undefined);
});

test("Bazel's own flags are read from its proto, per command", () => {
  const field = (number, text) => Buffer.concat([Buffer.from([number * 8 + 2, text.length]), Buffer.from(text)]);
  const flag = (name, negative, ...commands) => Buffer.concat([field(1, name), Buffer.from([16, negative]), field(3, "what it does"), ...commands.map((command) => field(4, command))]);
  const infos = [flag("linkopt", 0, "test", "build"), flag("keep_going", 1, "build")];
  const flags = parseFlags(flagsOfProto(Buffer.concat(infos.map((info) => field(1, info.toString("latin1")))).toString("base64")).join("\n"));
  const known = (name, command) => isFlag({ name, command }, flags);
  assert.deepEqual([known("linkopt", "build"), known("nolinkopt", "build"), known("nokeep_going", "build")], [true, false, true]);
  assert.deepEqual([known("keep_going", "test"), known("keep_going", "common"), known("keep_goin", "common")], [false, true, false]);
});
