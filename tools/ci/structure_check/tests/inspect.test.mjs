import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { KINDS, inspect } from "../inspect.mjs";
import { format, sortOut } from "../report.mjs";
import { readManifests, readSources } from "../sources.mjs";

const LAYERS = [["low"], ["high"]];
const manifest = (name, ...dependencies) => `[package]\nname = "${name}"\n\n[dependencies]\n${dependencies.map((it) => `${it}.workspace = true\n`).join("")}`;
const CLEAN = {
  "crates/low/Cargo.toml": manifest("low", "serde"),
  "crates/low/src/lib.rs": "//! Knows nothing of others.\n\nmod a;\nmod b;\npub use a::Thing;\n",
  "crates/low/src/a.rs": "pub struct Thing;\n",
  "crates/low/src/b.rs": "use crate::Thing;\n\nfn f(_: &Thing) {}\n",
  "crates/high/Cargo.toml": `${manifest("high", "low")}\n[dev-dependencies]\nhigh.workspace = true\n`,
  "crates/high/src/main.rs": "fn main() {\n    low::run();\n}\n",
  "rules/defs.bzl": '"""Public rules."""\n\ndef f():\n    """Does this."""\n    pass\n',
  "web/a.ts": 'import { b } from "./b.ts";\n',
  "web/b.ts": "export const b = 1;\n",
  "run.sh": "f() {\n  echo\n}\n",
};

function found(changes) {
  const files = { ...CLEAN, ...changes };
  const root = mkdtempSync(join(process.env.TEST_TMPDIR ?? tmpdir(), "structure-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const names = Object.keys(files);
  return inspect(readSources(root, names), readManifests(root, names), LAYERS);
}

const short = (findings) => findings.map(({ kind, what, detail }) => `${kind}: ${what}: ${detail.split("\n")[0]}`);
const lines = (count, line) => `${line}\n`.repeat(count);
const low = (name, text) => ({ [`crates/low/src/${name}`]: text });

test("sources within the limits", () => assert.deepEqual(found({}), []));

for (const [what, changes, wanted] of [
  ["a long file", { "run.sh": lines(301, "true") }, "file: run.sh: 301 lines"],
  ["a long script without an ending", { run: `#!/bin/sh\n${lines(300, "true")}` }, "file: run: 301 lines"],
  ["a long function of Rust", low("a.rs", `pub struct Thing;\n\nfn long(a: [u8; 2]) {\n${lines(49, '    f("}", \'}\'); // }')}}\n`), "function: crates/low/src/a.rs long: 51 lines, from line 3"],
  ["a long function of Starlark", { "a.bzl": `def short():\n    pass\n\ndef long(\n        a = {}):\n    """Text.\n\n    Args:\n    """\n${lines(49, "    f()")}` }, "function: a.bzl long: 51 lines, from line 4"],
  ["a long function of JavaScript", { "a.mjs": `export function long(a, b = {}) {\n${lines(49, "  f(`}${{ a: '}' }}`, /[}/]}/);")}}\n` }, "function: a.mjs long: 51 lines, from line 1"],
  ["a long arrow function of TypeScript", { "a.ts": `const long = async (a: string): Promise<void> => {\n${lines(49, "  f(a / 2); // }")}};\n` }, "function: a.ts long: 51 lines, from line 1"],
  ["a long function of a component", { "A.svelte": `<p>{a}</p>\n<script lang="ts">\n  function long() {\n${lines(49, "    f();")}  }\n</script>\n` }, "function: A.svelte long: 51 lines, from line 3"],
  ["a long function of a shell script", { "run.sh": `long() {\n${lines(49, "  true")}}\n` }, "function: run.sh long: 51 lines, from line 1"],
  ["modules that import each other", low("a.rs", "use super::b::{self, c};\n\npub struct Thing;\n"), "rust-circle: low a: 2 modules reach each other: a, b"],
  ["modules that name each other in code", low("a.rs", "pub struct Thing;\n\nfn f() {\n    crate::b::g();\n}\n"), "rust-circle: low a: 2 modules reach each other: a, b"],
  ["modules below one that import each other", { ...low("b/c.rs", "use super::d::D;\n"), ...low("b/d.rs", "use crate::b::c;\n") }, "rust-circle: low::b c: 2 modules reach each other: c, d"],
  ["JavaScript modules that import each other", { "web/b.ts": 'export * from "./a.js";\n' }, "js-circle: web/a.ts: 2 modules reach each other: web/a.ts, web/b.ts"],
  ["a dependency that points up", { "crates/low/Cargo.toml": manifest("low", "high") }, "upward: low -> high: low depends on high, which is not below it"],
  ["a crate without a layer", { "crates/new/Cargo.toml": manifest("new") }, "upward: new: the crate new is in no layer: give it a place in LAYERS of limits.mjs"],
  ["a doc comment of Rust that says nothing", low("a.rs", "pub struct Thing;\n\n/// Why.\nconst A: u8 = 1;\n"), "doc: crates/low/src/a.rs:3: Why."],
  ["a doc attribute that says nothing", { "a.bzl": 'rule(doc = "It.")\n' }, "doc: a.bzl:1: It."],
  ["a JSDoc comment that says nothing", { "a.mjs": "/**\n * They.\n */\nf();\n" }, "doc: a.mjs:1: They."],
  ["modules of the same name", { ...low("a/plan.rs", ""), ...low("b/plan/mod.rs", "") }, "name: low plan: a/plan.rs, b/plan/mod.rs"],
]) {
  test(`${what} is found`, () => assert.deepEqual(short(found(changes)), [wanted]));
}

for (const [what, changes] of [
  ["a generated file", { "a.ts": `// Generated by a program.\n${lines(400, "f();")}` }],
  ["an import of a generated module that has a namesake", { "web/b.ts": 'import { a } from "./a";\n', "web/a.ts": "// Generated by a program.\n", "web/a.svelte.ts": 'import { b } from "./b";\n' }],
  ["functions inside of a function count as their own", { "a.mjs": `function outer() {\n${`  function inner() {\n${lines(30, "    f();")}  }\n`.repeat(2)}}\n` }],
  ["tests that go round", low("a.rs", "pub struct Thing;\n\n#[cfg(test)]\nmod tests {\n    use crate::b;\n}\n")],
  ["a test module in a file of its own", { ...low("a.rs", "pub struct Thing;\n\n#[cfg(test)]\nmod tests;\n"), ...low("a/tests.rs", "use crate::b;\n") }],
  ["imports in comments and texts", { ...low("a.rs", 'pub struct Thing;\n\n// crate::b\nconst A: &str = r#"use crate::b;"#;\n'), "web/b.ts": '// import "./a.ts"\nexport const b = `import "./a.ts"`;\n' }],
  ["a word that names something", low("a.rs", "/// `--nobuild`.\npub struct Thing;\n")],
]) {
  test(`${what} is within the limits`, () => assert.deepEqual(found(changes), []));
}

test("a circle is told with the file and line of each arrow", () => {
  const [circle] = found({
    "crates/low/src/lib.rs": "mod a;\nmod b;\nmod c;\n",
    "crates/low/src/a.rs": "\nuse crate::b;\n",
    "crates/low/src/b.rs": "use crate::c::{\n    C,\n};\n",
    "crates/low/src/c.rs": "use crate::{a::A, other};\nuse super::a;\n",
  });
  assert.equal(circle.detail, ["3 modules reach each other: a, b, c", "a -> b -> c -> a", "  a -> b in a.rs:2", "  b -> c in b.rs:1", "  c -> a in c.rs:1 and 1 more"].join("\n"));
});

test("what is allowed is told apart, and an entry that allows nothing is a finding", () => {
  const findings = found({ "run.sh": lines(301, "true"), "run2.sh": lines(302, "true") });
  const reason = "a list";
  const sorted = sortOut(findings, [{ kind: "file", what: "run.sh", reason }, { kind: "file", what: "gone.sh", reason }]);
  assert.deepEqual([sorted.open, sorted.allowed, sorted.stale].map((list) => list.map(({ what }) => what)), [["run2.sh"], ["run.sh"], ["gone.sh"]]);
  const text = format(sorted);
  assert.match(text, new RegExp(`^${KINDS.file} +1 +1$`, "m"));
  for (const line of ["  run2.sh: 302 lines", "  run.sh: a list", "  gone.sh: file"]) assert.ok(text.split("\n").includes(line), text);
});
