// The pages that adapter-static makes.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const read = (path) => readFileSync(`dist/${path}`, "utf8");

test("pages are prerendered, also those that only links lead to", () => {
  assert.match(read("index.html"), /<h1>Static pages<\/h1>/);
  assert.match(read("about.html"), /<h1>About static pages<\/h1>/);
  assert.match(read("blog/first.html"), /<h1>The first post<\/h1>/);
});

test("a redirect is a page that leads on", () => {
  assert.match(read("old.html"), /location\.href="\/about"|http-equiv="refresh" content="0;url=\/about"/);
});

test("the fallback, static files, and scripts that pages name", () => {
  assert.ok(existsSync("dist/404.html"));
  assert.match(read("robots.txt"), /User-agent/);
  const named = [...read("index.html").matchAll(/href="\.?\/(_app\/[^"]+)"/g)].map(([, path]) => path);
  assert.ok(named.length > 0);
  for (const path of named) assert.ok(existsSync(`dist/${path}`), path);
  const listed = Object.keys(JSON.parse(read("asset-manifest.json")));
  const files = readdirSync("dist", { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  assert.equal(listed.length + 1, files.length);
});
