// The npm package of a native module, as JavaScript uses it.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const PACKAGE = resolve("rules/napi/tests/pkg");
const require = createRequire(import.meta.url);

/** Copies the package and changes the copy before it is loaded. */
function loadChanged(t, change) {
  const copy = mkdtempSync(join(tmpdir(), "napi-"));
  t.after(() => rmSync(copy, { recursive: true }));
  cpSync(PACKAGE, copy, { recursive: true, dereference: true });
  change(copy);
  return () => require(copy);
}

test("functions, objects, classes and enums work", () => {
  const { add, norm, Counter, Speed } = require(PACKAGE);
  assert.equal(add(2, 3), 5);
  assert.equal(norm({ x: 3, y: 4 }), 5);
  assert.equal(new Counter(7).count(), 8);
  assert.equal(Speed.Fast, 1);
});

test("an error of Rust is an Error with its message", () => {
  assert.throws(() => require(PACKAGE).refuse("not today"), { name: "Error", message: "not today" });
});

test("an ES module can import the exports by name", async () => {
  const { add, default: whole } = await import(pathToFileURL(join(PACKAGE, "index.js")));
  assert.equal(add(1, 1), 2);
  assert.deepEqual(Object.keys(whole).sort(), ["Counter", "Speed", "add", "norm", "refuse"]);
});

test("the declarations name every export", () => {
  const declarations = readFileSync(join(PACKAGE, "index.d.ts"), "utf8");
  for (const name of Object.keys(require(PACKAGE))) {
    assert.match(declarations, new RegExp(`export declare (function|class|const enum) ${name}\\b`));
  }
});

test("a missing module says how to build it", (t) => {
  const load = loadChanged(t, (copy) => rmSync(join(copy, "index.node")));
  assert.throws(load, /index\.node is missing: build \/\/rules\/napi\/tests:example and copy/);
});

test("a module for another platform says so", (t) => {
  const load = loadChanged(t, (copy) => {
    const loader = join(copy, "index.js");
    writeFileSync(loader, readFileSync(loader, "utf8").replace(/builtFor = "[^"]+"/, 'builtFor = "beos-x64"'));
  });
  assert.throws(load, /was built for beos-x64, but this is .*: build \/\/rules\/napi\/tests:example with --platforms=\/\/platforms:/);
});

test("a damaged module names the file and the cause", (t) => {
  const load = loadChanged(t, (copy) => {
    rmSync(join(copy, "index.node"));
    writeFileSync(join(copy, "index.node"), "not a library");
  });
  assert.throws(load, /index\.node cannot be loaded: .+/);
});
