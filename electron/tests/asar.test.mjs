/** The app's archive is whole: bundles, page and native module, and the page is one that the app's policy lets run. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { extractAll, extractFile, listPackage, statFile } from "@electron/asar";

const asar = "electron/app.asar";
const native = "node_modules/@tachikoma/native";
const files = listPackage(asar, { isPack: false });

test("bundles, page and native module are in it", () => {
  for (const path of ["package.json", "dist/main/index.js", "dist/preload/index.cjs", "dist/renderer/index.html", `${native}/package.json`, `${native}/index.js`, `${native}/index.node`]) {
    assert.ok(files.includes(`/${path}`), path);
  }
  assert.equal(statFile(asar, `${native}/index.node`).unpacked, true);
  assert.equal(JSON.parse(extractFile(asar, "package.json").toString()).main, "dist/main/index.js");
});

test("sources and tools are not", () => {
  assert.deepEqual(files.filter((path) => /\.(ts|svelte|bep)$|^\/(src|tests)\b|node_modules\/(?!@tachikoma)/.test(path)), []);
});

test("the page's own files are in it, and nothing in the page needs more than the policy gives", () => {
  const html = extractFile(asar, "dist/renderer/index.html").toString();
  for (const [, path] of html.matchAll(/(?:src|href)="(?!data:)([^"]+)"/g)) {
    assert.doesNotMatch(path, /^([a-z]+:)?\/\//i, "nothing comes from outside");
    assert.ok(files.includes(join("/dist/renderer", path)), path);
  }
  assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)[^>]*>/i, "inline script");
  assert.doesNotMatch(html, /<style\b|\bstyle=|\bon[a-z]+="/i, "inline style or handler");
});

test("the native module of the archive reads a BEP file", async () => {
  mkdirSync("app");
  extractAll(asar, "app");
  cpSync(`${asar}.unpacked`, "app", { recursive: true });
  writeFileSync("app/load.cjs", "");
  const { readReport } = createRequire(resolve("app/load.cjs"))("@tachikoma/native");
  const report = await readReport(resolve("build.bep"));
  assert.equal(report.version, 1);
  assert.equal(report.invocation.outcome, "passed");
});
