// What svelte_check refuses: node check.test.mjs -- ARGUMENTS OF SVELTE-CHECK
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { test } from "node:test";

const tool = process.argv.slice(process.argv.indexOf("--") + 1);
const check = () => spawnSync(process.execPath, tool, { cwd: "broken", encoding: "utf8" });

test("an error of a type, and a warning; each by itself", () => {
  const both = check();
  assert.equal(both.status, 1, both.stdout + both.stderr);
  assert.match(both.stdout, /TypeError\.svelte:2:9\s+Error: Type 'string' is not assignable to type 'number'/);
  assert.match(both.stdout, /Warning\.svelte:1:1\s+Warn: .*alt/);

  rmSync("broken/TypeError.svelte");
  const warning = check();
  assert.equal(warning.status, 1, "a warning alone is refused");
  assert.match(warning.stdout, /found 0 errors and 1 warning/);

  rmSync("broken/Warning.svelte");
});
