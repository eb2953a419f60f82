// What makes one HTML file of a bundle, and what it refuses.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

const PROGRAM = new URL("../private/page.mjs", import.meta.url).pathname;
const POLICY = '<meta http-equiv="Content-Security-Policy" content="default-src \'self\'" />';
const BUNDLE = {
  "index.html": `<html><head>${POLICY}<link rel="icon" href="./icon.svg" /><script type="module" crossorigin src="./a.js"></script><link rel="stylesheet" crossorigin href="./a.css"></head><body></body></html>`,
  "a.js": 'console.log("</script><!--$&");\n//# sourceMappingURL=a.js.map\n',
  "a.css": "p { color: red }\n/*# sourceMappingURL=a.css.map */\n",
  "icon.svg": "<svg/>",
};

/** Makes a page of a bundle with these files beside or instead of the plain ones. */
function make(files = {}) {
  const folder = mkdtempSync(join(tmpdir(), "page-"));
  const bundle = join(folder, "bundle");
  mkdirSync(bundle);
  for (const [path, content] of Object.entries({ ...BUNDLE, ...files })) writeFileSync(join(bundle, path), content);
  const out = join(folder, "page.html");
  const { status, stderr } = spawnSync(process.execPath, [PROGRAM, bundle, out, "data"], { encoding: "utf8" });
  return { status, stderr, page: () => readFileSync(out, "utf8") };
}

test("everything stands in the page, and the policy allows just that", () => {
  const { status, stderr, page } = make();
  assert.equal(status, 0, stderr);
  const html = page();
  assert.doesNotMatch(html, /(?:src|href)="\.\//);
  assert.doesNotMatch(html, /sourceMappingURL/);
  assert.equal(html.match(/<script/g).length, html.match(/<\/script>/g).length);
  assert.ok(html.includes('<script type="application/json" id="data"></script>'));
  const script = html.match(/<script type="module">([^]*?)<\/script>/)[1];
  assert.equal(new Function("console", script)({ log: (text) => assert.equal(text, "</script><!--$&") }), undefined);
  for (const [directive, text] of [["script-src", script], ["style-src", html.match(/<style>([^]*?)<\/style>/)[1]]]) {
    const digest = createHash("sha256").update(text).digest("base64");
    assert.ok(html.includes(`${directive} 'sha256-${digest}';`), directive);
  }
});

test("what cannot stand in one file is named", () => {
  const refused = (files, message) => {
    const { status, stderr } = make(files);
    assert.equal(status, 1);
    assert.match(stderr, message);
  };
  refused({ "b.js": "" }, /the bundle has 2 scripts, not one/);
  refused({ "a.js": 'import "./b.mjs";' }, /imports another script/);
  refused({ "index.html": BUNDLE["index.html"].replace(POLICY, "") }, /no <meta http-equiv/);
  refused({ "index.html": BUNDLE["index.html"].replace('rel="icon"', 'rel="manifest"') }, /only style sheets and icons/);
});
