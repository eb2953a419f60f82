/** What electron_main makes, in the mode of the build. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";

const production = process.env.BUILT_MODE === "production";
const main = readFileSync("dist/main/index.js", "utf8");
const preload = readFileSync("dist/preload/index.cjs", "utf8");

test("main is an ES module, preload is CommonJS", () => {
  assert.match(main, /^import ?\{.*\} ?from ?"electron"/m);
  assert.match(preload, /require\("electron"\)/);
  assert.doesNotMatch(preload, /^(import|export) /m);
});

test("sources are bundled, the native module's package is not", () => {
  assert.match(main, /hello from/);
  assert.match(main, /from ?"@example\/native"/);
  assert.doesNotMatch(main, /\.\/greeting/);
});

test("the mode is known", () => assert.match(main, new RegExp(`"?${process.env.BUILT_MODE}"?`)));

test("source maps are beside the bundles but in production", () => {
  for (const [path, text] of [["dist/main/index.js", main], ["dist/preload/index.cjs", preload]]) {
    assert.equal(existsSync(`${path}.map`), !production, path);
    assert.equal(/sourceMappingURL/.test(text), !production, path);
    if (!production) assert.ok(JSON.parse(readFileSync(`${path}.map`, "utf8")).sources.every((source) => /^\.\.\/(\.\.\/)*app\/src\//.test(source)), path);
  }
});

test("production is minified", () => assert.equal(main.trimEnd().includes("\n"), !production));

test("no absolute path is in any of it", () => {
  for (const path of ["dist/main/index.js", "dist/preload/index.cjs", "dist/main/index.js.map", "dist/preload/index.cjs.map"].filter((name) => existsSync(name))) {
    assert.doesNotMatch(readFileSync(path, "utf8"), /\/(home|root|tmp|work|private|sandbox|bazel-out)\//, path);
  }
});
