import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";

const { frequencies } = createRequire(import.meta.url)("../pkg/index.js");

test("the module counts words", () => {
  assert.deepEqual(frequencies("a ghost in a shell")[0], { word: "a", count: 2 });
});
