import assert from "node:assert/strict";
import { test } from "node:test";
import { readMarkdown } from "../markdown.mjs";
import { checkAttributes } from "../rules/check_attributes.mjs";
import { publicAttributes } from "../rules/public_attributes.mjs";
import { StarlarkFiles } from "../rules/starlark_files.mjs";

const FILES = {
  "rules/x/defs.bzl": 'load("//rules/x/private:x.bzl", _helper = "helper", _made = "x_rules", _x_macro = "x_macro", _x_rule = "x_rule")\nhelper = _helper\nx_macro = _x_macro\nx_rule = _x_rule\nx_rules = _made\n',
  "rules/x/private/attrs.bzl": 'ATTRS = {"shared": attr.string(), "_hidden": attr.label()}\n',
  "rules/x/private/x.bzl": `load(":attrs.bzl", "ATTRS")
x_rule = rule(implementation = _impl, attrs = ATTRS | {"own": attr.string()})
_x_macro = rule(implementation = _impl, attrs = {"deps": attr.label_list(), "passed": attr.string(), "mode": attr.string()})
def x_macro(name, srcs = [], tags = [], **kwargs):
    _x_macro(name = name, mode = "set", **kwargs)
def helper(ctx, value):
    pass
def x_rules(workspace):
    def x_made(name, size = "small", crate = None):
        """Makes.

        Args:
            name: the name.
        """
    return struct(x_made = x_made)
`,
  "rules/x/extensions.bzl": '_tag = tag_class(attrs = {"lock": attr.label()})\next = module_extension(implementation = _impl, tag_classes = {"dist": _tag})\n',
};
const ALL = ["ext.dist lock", "x_macro deps", "x_macro passed", "x_macro srcs", "x_made crate", "x_rule own", "x_rule shared", "x_rules workspace"];
const PAGE = `# X\n\n${["crate", "deps", "lock", "own", "passed", "shared", "srcs", "workspace"].map((name) => `\`${name}\``).join(", ")}\n`;

const starlark = (files) => new StarlarkFiles({ files: new Set(Object.keys(files)), read: (path) => files[path] });

function told(uses, page = PAGE) {
  const files = { ...FILES, ...uses, "docs/rules-x.md": page };
  const repository = { files: new Set(Object.keys(files)), read: (path) => files[path] };
  const problems = checkAttributes(new Map([["docs/rules-x.md", readMarkdown("docs/rules-x.md", page)]]), repository);
  return problems.map(({ file, message }) => `${file}: ${message}`).filter((message) => !message.includes("ALLOWED")).sort();
}

const UNUSED = "is in no test, in no workspace of e2e/, and not in the product";
const names = (messages) => messages.map((message) => /: (.*): "(.*)"/.exec(message).slice(1).join(" ")).sort();

test("attributes are those of rules, of macros and what they pass on, of made macros and of tags", () => {
  assert.deepEqual(publicAttributes(starlark(FILES)).map(({ rule, attribute }) => `${rule} ${attribute}`).sort(), ALL);
});

test("one that nobody gives is found, with its file", () => {
  assert.deepEqual(names(told({})), ALL);
  assert.ok(told({}).includes(`rules/x/private/attrs.bzl: x_rule: "shared" ${UNUSED}`) || told({}).includes(`rules/x/private/x.bzl: x_rule: "shared" ${UNUSED}`));
});

const USES = [
  ["e2e/app/BUILD.bazel", 'x_macro(name = "a", srcs = ["b"])\n', ["x_macro srcs"]],
  ["e2e/app/BUILD.bazel", 'load("@tachikoma//rules/x:defs.bzl", other = "x_rule")\nother(name = "a", own = "b")\n', ["x_rule own"]],
  ["e2e/app/BUILD.bazel", 'x_rules(CARGO).x_made(name = "a", crate = "b")\n', ["x_made crate", "x_rules workspace"]],
  ["e2e/app/MODULE.bazel", 'ext.dist(lock = "//:lock")\n', ["ext.dist lock"]],
  ["web/BUILD.bazel", 'x_macro(name = "a", deps = ["b"])\n', ["x_macro deps"]],
  ["rules/x/tests/failures.bzl", 'expect(x_rule, **{"own": "b"})\n', ["x_rule own"]],
  ["rules/x/tests/it.test.mjs", 'write("x_macro(passed = 1)");\n', ["x_macro passed"]],
];
for (const [file, text, used] of USES) {
  test(`${file} uses ${used.join(", ")}`, () => {
    assert.deepEqual(names(told({ [file]: text })), ALL.filter((name) => !used.includes(name)));
  });
}

test("what others give to rules of the same kind is no use", () => {
  for (const text of ['y_macro(srcs = ["b"])\n', 'OWN = {"own": "b"}\n', 'x_rule(name = "srcs")\n']) assert.deepEqual(names(told({ "e2e/app/BUILD.bazel": text })), ALL);
  assert.deepEqual(names(told({ "rules/x/private/y.bzl": 'x_macro(name = "a", srcs = ["b"])\n' })), ALL);
  assert.deepEqual(names(told({ "rules/js/tests/forwarded/macros.bzl": 'x_macro(name = "a", srcs = ["b"])\n' })), ALL);
});

test("one that the page of its rule set does not name is found", () => {
  const uses = { "e2e/app/BUILD.bazel": 'x_macro(name = "a", srcs = ["b"])\n' };
  const message = told(uses, PAGE.replace("`srcs`", "srcs")).find((message) => message.includes('"srcs"'));
  assert.equal(message, 'rules/x/private/x.bzl: x_macro: "srcs" is not in docs/rules-x.md');
});
