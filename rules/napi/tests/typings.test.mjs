// What the generator of index.d.ts and index.js refuses.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";

const GOOD = { main: "index.js", types: "index.d.ts" };
const FUNCTION = { kind: "fn", name: "two", js_doc: "", def: "function two(): number" };

/** Runs the generator in a folder of its own; what it says and whether it wrote anything. */
function generate(t, manifest, definitions, mark = "") {
  const folder = mkdtempSync(join(tmpdir(), "typings-"));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "definitions"));
  writeFileSync(join(folder, "package.json"), mark + JSON.stringify(manifest));
  writeFileSync(join(folder, "loader.js"), 'const native = load("{{label}}", "{{platform}}");\n');
  definitions.forEach((definition, index) => {
    writeFileSync(join(folder, "definitions", String(index)), JSON.stringify(definition) + "\n");
  });
  const { status, stderr } = spawnSync(process.execPath, [resolve("typings.mjs"), "//app:native", "linux-x64", "//platforms"], {
    cwd: folder,
    encoding: "utf8",
  });
  return { status, stderr, wrote: existsSync(join(folder, "index.d.ts")) || existsSync(join(folder, "index.js")) };
}

test("a crate that exports something is accepted", (t) => {
  assert.deepEqual(generate(t, GOOD, [FUNCTION]), { status: 0, stderr: "", wrote: true });
});

test("package.json with a byte order mark is accepted", (t) => {
  assert.deepEqual(generate(t, GOOD, [FUNCTION], "\uFEFF"), { status: 0, stderr: "", wrote: true });
});

test("a crate that exports nothing", (t) => {
  const { status, stderr, wrote } = generate(t, GOOD, []);
  assert.equal(status, 1);
  assert.match(stderr, /^\/\/app:native: the crate exports nothing to Node\.js: mark a function with #\[napi\]/);
  assert.equal(wrote, false);
});

for (const [field, value] of [
  ["main", "lib.js"],
  ["types", undefined],
]) {
  test(`package.json with ${field} ${value}`, (t) => {
    const { status, stderr, wrote } = generate(t, { ...GOOD, [field]: value }, [FUNCTION]);
    assert.equal(status, 1);
    assert.match(stderr, new RegExp(`package.json has "${field}": .*; set it to "${GOOD[field]}"`));
    assert.equal(wrote, false);
  });
}

test("package.json of an ES module", (t) => {
  const { status, stderr } = generate(t, { ...GOOD, type: "module" }, [FUNCTION]);
  assert.equal(status, 1);
  assert.match(stderr, /"type": "module", but the loader is CommonJS: remove the field/);
});
