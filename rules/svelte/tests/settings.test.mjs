// What a project's own settings and its environment make of a bundle, in development and in production.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const files = (mode) => readdirSync(mode, { recursive: true }).filter((path) => path.includes("."));
const script = (mode) => readFileSync(join(mode, files(mode).find((path) => path.endsWith(".js"))), "utf8");

for (const mode of ["development", "production"]) {
  test(`${mode}: what the configuration says of the build holds`, () => {
    assert.ok(files(mode).some((path) => /^files\/.*\.js\.map$/.test(path)), "a source map, in production, too");
    assert.doesNotMatch(script(mode), /sourceMappingURL/, "a hidden one");
    assert.match(script(mode), /somethingThatMinifiersShorten/, "not minified, in production, either");
    assert.ok(files(mode).includes("index.html"), "what lay in build/web is the directory");
  });

  test(`${mode}: .env files by mode, --action_env and env before them`, () => {
    assert.match(readFileSync(join(mode, "index.html"), "utf8"), /<title>Title of all modes</);
    assert.ok(script(mode).includes(`https://${mode}.example`));
    assert.ok(script(mode).includes("abc123"), "--action_env");
    assert.ok(script(mode).includes(mode === "production" ? "stage of production" : "stage of others"), "env");
    assert.ok(!script(mode).includes("from a file"));
  });
}
