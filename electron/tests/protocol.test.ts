import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { contentSecurityPolicy } from "../src/csp.ts";
import { createProtocolHandler, indexUrl, isAppUrl, resolveRendererPath } from "../src/protocol.ts";

const root = "/app.asar/dist/renderer";

test("files of the folder are found", () => {
  assert.equal(resolveRendererPath("app://tachikoma/index.html", root), `${root}/index.html`);
  assert.equal(resolveRendererPath("app://tachikoma/", root), `${root}/index.html`);
  assert.equal(resolveRendererPath("app://tachikoma/assets/a%20b.js?v=1#x", root), `${root}/assets/a b.js`);
});

for (const url of [
  "app://tachikoma/..%2f..%2fpackage.json",
  "app://tachikoma/%2e%2e%2f%2e%2e%2fpackage.json",
  "app://tachikoma/..%5cpackage.json",
  "app://tachikoma/a%00.html",
  "app://tachikoma/%zz",
  "app://tachikoma/..\\..\\package.json%5c",
  "app://elsewhere/index.html",
  "app://tachikoma:1/index.html",
  "https://tachikoma/index.html",
  "file:///etc/passwd",
  "not a url",
]) {
  test(`refused: ${url}`, () => assert.equal(resolveRendererPath(url, root), null));
}

test("dots that the URL parser folds stay inside", () => {
  assert.equal(resolveRendererPath("app://tachikoma/../../index.html", root), `${root}/index.html`);
  assert.equal(resolveRendererPath("app://tachikoma/%2e%2e/index.html", root), `${root}/index.html`);
});

test("only scheme and host of the app are its own", () => {
  assert.ok(isAppUrl(indexUrl));
  for (const url of ["app://tachikoma.evil/", "app2://tachikoma/", "https://tachikoma/", "", "javascript:alert(1)"]) assert.ok(!isAppUrl(url), url);
});

const folder = mkdtempSync(join(process.env["TEST_TMPDIR"] ?? tmpdir(), "renderer-"));
mkdirSync(join(folder, "dist/assets"), { recursive: true });
writeFileSync(join(folder, "secret.json"), "{}");
writeFileSync(join(folder, "dist/index.html"), "<!doctype html>");
writeFileSync(join(folder, "dist/assets/index.js"), "export {};");
writeFileSync(join(folder, "dist/program.exe"), "MZ");
const handle = createProtocolHandler(join(folder, "dist"));

test("answers carry content, type and the policy", async () => {
  const response = await handle(new Request("app://tachikoma/assets/index.js"));
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "text/javascript; charset=utf-8");
  assert.equal(response.headers.get("content-security-policy"), contentSecurityPolicy);
  assert.equal(response.headers.get("x-content-type-options"), "nosniff");
  assert.equal(await response.text(), "export {};");
});

for (const [url, status, method] of [
  ["app://tachikoma/missing.js", 404, "GET"],
  ["app://tachikoma/missing.html/index.html", 404, "GET"],
  ["app://tachikoma/..%2fsecret.json", 403, "GET"],
  ["app://tachikoma/program.exe", 415, "GET"],
  ["app://tachikoma/index.html", 405, "POST"],
  ["app://tachikoma/index.html", 200, "HEAD"],
] as const) {
  test(`${method} ${url} is ${status}`, async () => {
    const response = await handle(new Request(url, { method }));
    assert.equal(response.status, status);
    assert.equal(response.headers.get("content-security-policy"), contentSecurityPolicy);
  });
}

test("the policy names only the app itself", () => {
  assert.match(contentSecurityPolicy, /^default-src 'none'; script-src 'self'; /);
  assert.doesNotMatch(contentSecurityPolicy, /unsafe|https?:|\*/);
});
