// The npm package of the native module, as JavaScript uses it.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { test } from "node:test";

const native = createRequire(import.meta.url)(resolve("native/pkg"));

test("Rust answers", () => {
  assert.equal(native.add(2, 3), 5);
  assert.equal(native.version(), "1.2.3");
});
