/** Where electron_main puts what it bundles, and in which format. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { formatOf, loadedPages, mentions, placeEntry, placeMain, placePreload, rootOf } from "../private/bundle/places.mjs";

for (const [path, type, format] of [["a.js", undefined, "cjs"], ["a.js", "commonjs", "cjs"], ["a.js", "module", "esm"], ["a.mjs", "commonjs", "esm"], ["a.cjs", "module", "cjs"]]) {
  test(`${path} in a package of type ${type} is ${format}`, () => assert.equal(formatOf(path, { type }), format));
}

for (const [main, place] of [["main.js", "main.js"], ["./out/main/index.js", "out/main/index.js"], ["dist/main.cjs", "dist/main.cjs"], ["dist/main", "dist/main.js"], [".", "index.js"], ["dist/", "dist/index.js"], [undefined, "dist/main/index.js"], ["src/main.ts", "dist/main/index.js"]]) {
  test(`"main": ${JSON.stringify(main)} is ${place}`, () => assert.equal(placeMain({ out: "" }, { main }), place));
}

test("main_out is stronger, and must be a script inside of the app", () => {
  assert.equal(placeMain({ out: "a/b.mjs" }, { main: "main.js" }), "a/b.mjs");
  for (const out of ["../a.js", "/a.js", "a.txt"]) {
    assert.throws(() => placeMain({ out }, {}), { message: `main_out is "${out}"; name a .js, .cjs or .mjs file inside of the app, such as "dist/main/index.js"` });
  }
});

test("what a bundle names", () => {
  const found = (text) => [...mentions(text, "out/main/index.js")];
  assert.deepEqual(found('join(__dirname, "../preload/index.js")'), ["out/preload/index.js"]);
  assert.deepEqual(found('join(dir, "..", "views", "a b.html")')[0], "out/views/a b.html");
  assert.deepEqual(found('load("../a.js", "../b.mjs")'), ["out/a.js", "out/b.mjs"]);
  assert.deepEqual(found("load(`about.html`)"), ["out/main/about.html", "about.html"]);
  assert.deepEqual(found('window.loadFile("ui/about.html")'), ["ui/about.html", "out/main/ui/about.html"]);
  assert.deepEqual(found('require("./x.json"); `${x}/y.js`'), []);
});

test("the pages that a bundle loads", () => {
  const text = 'window.loadFile(join(__dirname, "../renderer/index.html")); const other = "index.html"; window.loadURL(`${origin}/a.html`); window.loadFile("ui/about.html");';
  assert.deepEqual(loadedPages(text, "out/main/index.js"), ["out/renderer/index.html", "ui/about.html", "out/main/ui/about.html"]);
});

const place = (source, main, mainOut, text = "", isModule = false, isOnly = true) =>
  placePreload({ in: source, out: "" }, { main, mainOut, mentioned: mentions(text, mainOut), isModule }, isOnly);

for (const [what, args, expected] of [
  ["the quick start", ["preload.js", "main.js", "main.js", '"preload.js"'], "preload.js"],
  ["the quick start in a folder", ["app/preload.js", "app/main.js", "main.js", '"preload.js"'], "preload.js"],
  ["electron-vite", ["src/preload/index.ts", "src/main/index.ts", "out/main/index.js", '"../preload/index.js"'], "out/preload/index.js"],
  ["electron-vite with modules", ["src/preload/index.ts", "src/main/index.ts", "out/main/index.js", '"../preload/index.mjs"', true], "out/preload/index.mjs"],
  ["two sources in one folder", ["src/preload.ts", "src/main.ts", "dist/main/index.js", '"../preload/index.cjs"'], "dist/preload/index.cjs"],
  ["two files beside each other", ["src/preload.ts", "src/main.ts", "dist/main.js", '"preload.js"'], "dist/preload.js"],
  ["a name that is not the source's", ["src/preload/index.ts", "src/main/index.ts", "dist/main.js", '"preload.js"'], "dist/preload.js"],
  ["a main process that names none", ["src/preload.ts", "src/main.ts", "dist/main/index.js"], "dist/preload/index.js"],
  ["the same in a package of modules", ["src/preload.ts", "src/main.ts", "dist/main/index.js", "", true], "dist/preload/index.cjs"],
  ["a preload script outside of the main process's folder", ["preload/p.ts", "a/b/main.ts", "main.js"], "p.js"],
]) {
  test(`preload script: ${what}`, () => assert.equal(place(...args), expected));
}

test("further entries lie as their sources do, unless told", () => {
  const layout = { main: "src/main/index.ts", mainOut: "out/main/index.js", mentioned: new Set(["out/main/named.cjs"]) };
  assert.equal(placeEntry({ in: "src/main/worker.ts", out: "" }, layout), "out/main/worker.js");
  assert.equal(placeEntry({ in: "src/main/worker.mts", out: "" }, layout), "out/main/worker.mjs");
  assert.equal(placeEntry({ in: "src/main/named.ts", out: "" }, layout), "out/main/named.cjs");
  assert.equal(placeEntry({ in: "src/x.ts", out: "out/y.cjs" }, layout), "out/y.cjs");
});

test("the directory stands for the app's first folder, or for the whole app", () => {
  assert.equal(rootOf("dist/main/index.js", ["dist/main/index.js", "dist/preload/index.js"]), "dist");
  assert.equal(rootOf("dist/main.js", ["dist/main.js", "preload.js"]), "");
  assert.equal(rootOf("main.js", ["main.js"]), "");
});
