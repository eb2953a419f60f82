// A small repository in which everything agrees, and what is said of one in which something does not.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Files } from "../../../gen/workspace/files.mjs";
import { check } from "../check.mjs";

const CLEAN = {
  ".bazelignore": "web/node_modules\n",
  ".bazelversion": "7.7.1\n",
  CODEOWNERS: "/crates/ @a\n/rules/ @a\n/tools/ @a\n/web/ @a\n",
  "Cargo.lock": '[[package]]\nname = "high"\nversion = "0.1.0"\ndependencies = [\n "low",\n "serde 1.0.0",\n]\n\n[[package]]\nname = "low"\nversion = "0.1.0"\n\n[[package]]\nname = "serde"\nversion = "1.0.0"\nsource = "registry"\n',
  "Cargo.toml": '[workspace.package]\nversion = "0.1.0"\nedition = "2024"\nrust-version = "1.93"\nlicense = "X"\n\n[workspace.dependencies]\nlow = { path = "crates/low" }\nserde = "1"\n',
  "MODULE.bazel": 'module(\n    name = "a",\n    version = "0.1.0",\n)\nnode.toolchain(node_version = "22.20.0")\nRUST_VERSION = "1.93.0"\nmanifests = ["//crates/high:Cargo.toml", "//crates/low:Cargo.toml"]\n',
  "crates/high/BUILD.bazel": 'rust_library(name = "high", deps = ["//crates/low"])\n',
  "crates/high/Cargo.toml": '[package]\nname = "high"\nlicense.workspace = true\n\n[dependencies]\nlow.workspace = true\n\n[target."cfg(unix)".dev-dependencies]\nserde.workspace = true\n',
  "crates/high/README.md": "",
  "crates/high/src/lib.rs": "use low::f;\n",
  "crates/high/tests/a.rs": '#[path = "../../low/tests/shared/mod.rs"]\nmod shared;\n',
  "crates/low/BUILD.bazel": 'rust_library(name = "low")\n',
  "crates/low/Cargo.toml": '[package]\nname = "low"\nlicense = "X"\n',
  "crates/low/README.md": "",
  "crates/low/src/lib.rs": "",
  "crates/low/tests/shared/mod.rs": "use serde::Serialize;\n",
  "package.json": '{"license": "X", "engines": {"node": ">=22.20"}, "devDependencies": {"svelte": "5"}}',
  "pnpm-lock.yaml": "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    devDependencies:\n      svelte:\n        specifier: 5\n\n  web: {}\n\npackages:\n",
  "pnpm-workspace.yaml": "packages:\n  - web\n",
  "rules/x/BUILD.bazel": "",
  "rules/x/README.md": "",
  "rules/x/defs.bzl": '"""X."""\n',
  "rustfmt.toml": 'edition = "2024"\n',
  "tools/ci/names_check/lists/bazel/7.7.1.tsv": "",
  "tools/npm/BUILD.bazel": '"//web:package.json"\n',
  "web/README.md": "",
  "web/package.json": '{"name": "@a/web", "license": "X"}',
  "web/src/App.svelte": '<script lang="ts">\n  import { mount } from "svelte/legacy";\n  import fs from "node:fs";\n  import "./a.ts";\n</script>\n',
};
const TESTS = ["//crates/high:unit_test", "//crates/low:unit_test", "//rules/x/tests:a_test", "//web:unit_test"];

function found(changes, tests = TESTS) {
  const all = Object.fromEntries(Object.entries({ ...CLEAN, ...changes }).filter(([, text]) => text !== undefined));
  return check(new Files(Object.keys(all), (path) => all[path]), new Set(tests)).map(({ file, cause }) => `${file}: ${cause}`);
}

test("a repository that agrees", () => assert.deepEqual(found({}), []));

for (const [what, changes, ...wanted] of [
  ["a README that is gone", { "web/README.md": undefined }, "web/README.md: the package has no README"],
  ["a dependency that is used in a comment's word only", { "crates/high/src/lib.rs": "// lower\n" }, "crates/high/Cargo.toml: no source uses the dependency low"],
  ["a shared source that is gone", { "crates/low/tests/shared/mod.rs": "" }, "crates/high/Cargo.toml: no source uses the dependency serde"],
  ["a label in data, which is no edge", { "crates/high/BUILD.bazel": 'rust_library(name = "high", data = ["//crates/low"])\n' }, "crates/high/BUILD.bazel: no target links //crates/low, on which crates/high/Cargo.toml depends"],
  ["an import of what only another package declares", { "web/src/a.ts": 'export { x } from "@scope/other/deep";\n' }, "web/src/a.ts: it imports @scope/other, which no package.json above it declares"],
  ["a file outside of the layout", { "crates/low/notes.md": "" }, "crates/low/notes.md: it is outside of the layout"],
  ["two faults at once", { "rustfmt.toml": 'edition = "2021"\n', "pnpm-workspace.yaml": "packages:\n" }, "pnpm-workspace.yaml: packages lacks web, where @a/web is", "rustfmt.toml: edition is 2021, and Cargo.toml has 2024"],
]) {
  test(`${what}`, () => assert.deepEqual(found(changes), wanted));
}

test("that a README is up to date is no test of a package", () => {
  assert.deepEqual(found({}, [...TESTS.slice(1), "//crates/high:readme_test"]), ["crates/high/BUILD.bazel: the package has no test"]);
});
