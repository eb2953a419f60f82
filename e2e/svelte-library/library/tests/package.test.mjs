// The npm package of the library.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const read = (path) => readFileSync(`pkg/${path}`, "utf8");

test("components are preprocessed, and import what lies beside them", () => {
  assert.match(read("dist/Counter.svelte"), /import \{ format \} from "\.\/format\.js"/);
  assert.doesNotMatch(read("dist/Counter.svelte"), /\$lib/);
});

test("declarations describe them", () => {
  assert.match(read("dist/Counter.svelte.d.ts"), /start\?: number/);
  assert.match(read("dist/format.d.ts"), /format: \(count: number\) => string/);
});

test("a package without types has the same components, and no declarations", () => {
  const files = readdirSync("plain");
  assert.ok(files.includes("Counter.svelte") && files.includes("format.js"), `there is ${files}`);
  assert.deepEqual(files.filter((file) => file.endsWith(".d.ts")), []);
});

test("JavaScript runs without the library's tools", async () => {
  const { format } = await import(pathToFileURL(resolve("pkg/dist/format.js")));
  assert.equal(format(1), "1 click");
});
