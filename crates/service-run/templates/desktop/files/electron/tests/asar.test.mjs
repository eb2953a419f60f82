// The app's archive is whole, and nothing in the page needs more than its policy gives.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { extractFile, listPackage } from "@electron/asar";

const asar = "electron/app.asar";
const files = listPackage(asar, { isPack: false });

test("bundles and page are in it, sources are not", () => {
  for (const path of ["package.json", "dist/main/index.js", "dist/preload/index.cjs", "dist/renderer/index.html"]) {
    assert.ok(files.includes(`/${path}`), path);
  }
  assert.deepEqual(files.filter((path) => /\.(ts|svelte)$/.test(path)), []);
  assert.equal(JSON.parse(extractFile(asar, "package.json").toString()).main, "dist/main/index.js");
});

test("the page's files are in it, and nothing in it is inline", () => {
  const html = extractFile(asar, "dist/renderer/index.html").toString();
  for (const [, path] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
    assert.ok(files.includes(join("/dist/renderer", path)), path);
  }
  assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)[^>]*>/i);
  assert.doesNotMatch(html, /<style\b|\bstyle=|\bon[a-z]+="/i);
});
