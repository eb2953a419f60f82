import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { contentSecurityPolicy, fileOf, filesOf, isPage } from "../src/protocol.ts";

const root = "/app.asar/dist/renderer";

test("files of the folder are found", () => {
  assert.equal(fileOf("app://page/", root), `${root}/index.html`);
  assert.equal(fileOf("app://page/assets/a%20b.js?v=1#x", root), `${root}/assets/a b.js`);
  assert.equal(fileOf("app://page/../../index.html", root), `${root}/index.html`);
});

for (const url of ["app://page/..%2f..%2fpackage.json", "app://page/..%5cx", "app://page/a%00", "app://page/%zz", "app://other/index.html", "file:///etc/passwd", "no URL"]) {
  test(`refused: ${url}`, () => assert.equal(fileOf(url, root), null));
}

test("only scheme and host of the page are its own", () => {
  assert.ok(isPage("app://page/index.html"));
  for (const url of ["app://page.evil/", "https://page/", "", "javascript:alert(1)"]) assert.ok(!isPage(url), url);
});

test("answers have a type and the policy", async () => {
  const folder = mkdtempSync(join(process.env["TEST_TMPDIR"] ?? tmpdir(), "page-"));
  mkdirSync(join(folder, "page"));
  writeFileSync(join(folder, "secret.json"), "{}");
  writeFileSync(join(folder, "page/index.html"), "<!doctype html>");
  const answer = filesOf(join(folder, "page"));
  const page = await answer(new Request("app://page/index.html"));
  assert.equal(await page.text(), "<!doctype html>");
  assert.equal(page.headers.get("content-type"), "text/html; charset=utf-8");
  assert.equal(page.headers.get("content-security-policy"), contentSecurityPolicy);
  for (const path of ["missing.js", "index.exe", "..%2fsecret.json"]) {
    assert.equal((await answer(new Request(`app://page/${path}`))).status, 404, path);
  }
});
