import assert from "node:assert/strict";
import { test } from "node:test";
import { check } from "../check.mjs";
import { BAZEL_FLAGS, REFERENCE, Repository } from "../repository.mjs";

const CLI = `# Commands of tk

## tk build

| argument | does |
|---|---|
| \`-k, --keep-going\` | Go on |
| \`-j, --jobs <N>\` | So many |
| \`--no-fast\` | Ask |

## tk artifacts

### tk artifacts clean

| argument | does |
|---|---|
| \`--older-than <AGE>\` | Age |

## tk bazel

## tk help

Explain a command, or one of: exit-codes, keys

## Keys of tk.toml

| | |
|---|---|
| \`keep-going\` | TK_KEEP_GOING; true or false. Go on |
| \`fast\` | TK_FAST; true or false. Do not ask |
| \`jobs\` | TK_JOBS; a whole number. So many |
`;
const FILES = {
  [REFERENCE]: CLI,
  [BAZEL_FLAGS]: "# Flags.\njobs\tvalue\tbuild test\nkeep_going\tboolean\tbuild run test\noutput\tvalue\tquery\n",
  ".bazelrc": "common --flag_alias=short=//:setting\n",
  "MODULE.bazel": 'use_repo(npm, "npm")\n',
  "README.md": "",
  "crates/a/README.md": "# A\n\n## Parts\n",
  "crates/a/src/lib.rs": "",
  "crates/a/src/deep/er.rs": "",
  "rules/x/defs.bzl": "x_rule = _x_rule\ndef macro():\n    pass\n",
  "tools/run": "case $1 in --fix) ;; esac\n",
  "tools/bench/scenarios/one_two.mjs": "",
  "e2e/app/BUILD": 'load("@tachikoma//rules/x:defs.bzl", "macro", "x_rule")\nload(\n    "@npm//:defs.bzl",\n    "npm_link",\n)\n\nmacro(\n    name = "first",\n)\n\nx_rule(\n    name = "second",\n    size = 2,\n)\n',
};
const LABELS = ["//:step", "//crates/a:a", "//crates/a:unit_test", "//rules/x:defs", "//tools/bench:bench"];

function told(text, file = "README.md") {
  const repository = new Repository(Object.keys(FILES), LABELS, (path) => FILES[path]);
  const texts = new Map(Object.entries({ ...FILES, [file]: text }).filter(([path]) => path.endsWith(".md")));
  return check(texts, repository).map(({ line, message }) => `${line}: ${message}`);
}

const RIGHT = [
  "`crates/a/src/lib.rs`, `crates/a/`, `./crates/a/src/lib.rs:12`, `crates/<name>/README.md`, `crates/*/src/*.rs`, `crates/**/er.rs`",
  "`lib.rs`, `deep/er.rs`, `*.rs`, `and/or`, `dist/linux-x64/a.rs`, `.tk/x.rs`, `https://crates/a/b`, `<crate>.rs`",
  "[a](crates/a/README.md#parts), [b](crates/a), [c](#d), [e](https://x.invalid/y)\n\n# D",
  "`//crates/a`, `//crates/a:unit_test`, `//crates/...`, `//...`, `//crates/a:all`, `//crates/a:*_test`, `@tachikoma//rules/x:defs.bzl`, `@npm//:x`, `app://crates/`",
  '```starlark\nload("@tachikoma//rules/x:defs.bzl", "macro", "x_rule")\n```',
  "`tk build -k --jobs 4 step`, `./tk build [-k|-j N] [STEP|TARGET...] -- --x`, `tk build --no-keep-going --fast`, `tk build | nothing --x`",
  "`tk build //crates/a:unit_test -- --test_arg=deep::`, `tk artifacts clean --older-than 7d`, `tk help exit-codes`, `tk help build`, `tk bazel query --output=label`, `bazel build --nokeep_going --short=1`",
  "`--jobs=4`, `--keep_going`, `--no-fast`, `--keep*`, `TK_JOBS`, `tools/run --fix`, `cargo test --locked`, `bazel run //tools/bench -- one-two`",
  "```sh\n./tk build -k # tk nothing\n```\n\n```console\n$ tk build\ntk nothing //no:label crates/no\n```\n\n```toml\njobs = 1\n[ci]\nfast = true\n```",
];
for (const text of RIGHT) test(`is right: ${text}`, () => assert.deepEqual(told(text), []));

const WRONG = [
  ["`crates/b/src/lib.rs`", "crates/b/src/lib.rs does not exist; crates/a/src/lib.rs has that name"],
  ["`crates/a/srcs/`", "crates/a/srcs/ does not exist"],
  ["`crates/<name>/lib.rs`", "crates/<name>/lib.rs does not exist; crates/a/src/lib.rs has that name"],
  ["`deep/lib.rs`", "deep/lib.rs does not exist; crates/a/src/lib.rs has that name"],
  ["`none.mjs`", "none.mjs does not exist"],
  ["```\ncrates ---> crates/no\n```", "crates/no does not exist"],
  ["[a](crates/no.md)", "the link crates/no.md leads nowhere: crates/no.md does not exist"],
  ["[a](crates/a/README.md#part)", "the link crates/a/README.md#part leads nowhere: crates/a/README.md has no heading #part"],
  ["`//crates/a:b`", "//crates/a:b: there is no such target; the package has a, unit_test"],
  ["`//crates/a/src`", "//crates/a/src: there is no such package"],
  ["`//crate/...`", "//crate/...: there is no package below it"],
  ["`@tachikoma//rules/x:def.bzl`", "@tachikoma//rules/x:def.bzl: there is no such target; the package has defs"],
  ["`@pypi//:x`", "@pypi//:x: MODULE.bazel names no repository pypi"],
  ['```starlark\nload("@tachikoma//rules/x:defs.bzl", "y_rule")\n```', "rules/x/defs.bzl has no y_rule"],
  ["`tk biuld`", "tk biuld: there is no such command"],
  ["`$(./tk env)`", "tk env: there is no such command"],
  ["`tk build --keep_going`", "tk build has no --keep_going"],
  ["`tk build [-k|-q]`", "tk build has no -q"],
  ["`tk build --no-jobs`", "tk build has no --no-jobs"],
  ["`TK_FAST=1 ./tk build stop`", "tk build stop: there is no step stop"],
  ["`tk artifacts purge`", "tk artifacts purge: there is no such command"],
  ["`tk help codes`", "tk help codes: there is no such command or topic"],
  ["`tk build //crates/a:unit_test -- --test_arg=shallow::`", "--test_arg=shallow:: runs no test: there is no crates/a/src/shallow.rs"],
  ["`bazel build --joobs=1`", "--joobs=1: Bazel has no such flag"],
  ["`tk bazel querry`", "bazel querry: Bazel has no such command"],
  ["`--keepgoing`", "--keepgoing: neither tk nor Bazel has such a flag"],
  ["`TK_JOB`", "TK_JOB: the reference knows no such variable"],
  ["`tools/run --mend`", "tools/run has no --mend"],
  ["`bazel run //tools/bench -- --rounds 5 one-two two`", "//tools/bench has no scenario two"],
  ["```console\n$ tk nothing\n```", "tk nothing: there is no such command"],
  ["```toml\njob = 1\n```", "tk.toml has no key job"],
];
for (const [text, message] of WRONG) {
  test(`is wrong: ${text}`, () => {
    const line = text.startsWith("```") ? 4 : 3;
    assert.deepEqual(told(`# Title\n\n${text}\n`), [`${line}: ${message}`]);
  });
}

const FIRST = 'macro(\n    name = "first",\n)';
const SECOND = 'x_rule(\n    name = "second",\n    size = 2,\n)';
const LOADS = 'load("@npm//:defs.bzl", "npm_link")\nload("@tachikoma//rules/x:defs.bzl", "x_rule")';
const example = (...statements) => `# Quick start\n\n<!-- from e2e/app/BUILD -->\n\`\`\`starlark\n${statements.join("\n\n")}\n\`\`\`\n`;

for (const statements of [[LOADS, FIRST, SECOND], [FIRST], [SECOND], [LOADS]]) {
  test(`is built: ${statements.join(" ... ")}`, () => assert.deepEqual(told(example(...statements)), []));
}

const NOT_BUILT = [
  [[SECOND, FIRST], '10: "macro(" is not in e2e/app/BUILD, or stands before what comes first here'],
  [[SECOND.replace("2", "3")], '7: "size = 3,": e2e/app/BUILD:13 has "size = 2," there'],
  [[SECOND.replace("    size = 2,\n", "")], '7: ")": e2e/app/BUILD:13 has "size = 2," there'],
  [[`${SECOND}\n# More.`], '9: "# More.": e2e/app/BUILD:15 has "" there'],
  [['load("@npm//:defs.bzl", "npm_unlink")'], "5: e2e/app/BUILD does not load \"npm_unlink\" from @npm//:defs.bzl"],
  [['load("@tachikoma//rules/x:defs.bzl", "macro")\nload("@npm//:defs.bzl", "macro")'], "6: e2e/app/BUILD does not load \"macro\" from @npm//:defs.bzl"],
];
for (const [statements, message] of NOT_BUILT) {
  test(`is not built: ${statements.join(" ... ")}`, () => assert.deepEqual(told(example(...statements)), [message]));
}

test("a quick start is what is built", () => {
  const text = "# Quick start\n\n```bzl\na()\n```\n\n```sh\nls\n```\n\n# Other\n\n```bzl\na()\n```\n";
  assert.deepEqual(told(text), ["3: a quick start is what e2e/ builds: name the file before the block, as <!-- from e2e/NAME/BUILD.bazel -->"]);
});

test("a quick start is short", () => {
  const lines = Array.from({ length: 11 }, () => "a()").join("\n");
  const [message] = told(`# Quick start\n\n\`\`\`bzl\n${lines}\n\`\`\`\n`).slice(-1);
  assert.equal(message, "3: a quick start has up to 10 lines beside its loads, and this one 11");
});

test("the page of a rule set has a quick start", () => {
  const message = '1: the page of a rule set has a heading "Quick start", and below it a block from e2e/';
  for (const page of ["docs/rules-x.md", "docs/electron.md"]) assert.deepEqual(told("# Rules\n", page), [message]);
  assert.deepEqual(told(example(FIRST), "docs/rules-x.md"), []);
});

test("the comment that names a file stands before a block", () => {
  const stray = (line) => [`${line}: <!-- from e2e/app/BUILD -->: no block follows`];
  assert.deepEqual(told("<!-- from e2e/app/BUILD -->\n\ntext\n\n```bzl\n```\n"), stray(1));
  assert.deepEqual(told("text\n\n<!-- from e2e/app/BUILD -->\n"), stray(3));
  assert.deepEqual(told("<!-- from e2e/no/BUILD -->\n```bzl\n```\n"), ["2: e2e/no/BUILD does not exist"]);
});

test("paths are also those beside the document", () => {
  assert.deepEqual(told("`src/lib.rs`, `src/deep/`", "crates/a/README.md"), []);
  assert.deepEqual(told("`src/lab.rs`", "crates/a/README.md"), ["1: src/lab.rs does not exist"]);
});

test("generated documents are not checked", () => {
  assert.deepEqual(told(`${CLI}\n\`crates/no\`\n`, REFERENCE), []);
});
