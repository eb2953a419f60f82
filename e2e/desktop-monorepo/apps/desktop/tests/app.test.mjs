// What is in the app that people get.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { extractFile, listPackage } from "@electron/asar";

const ARCHIVE = "apps/desktop/app.asar";
const files = listPackage(ARCHIVE, { isPack: false });

test("the app has its bundles, its page and the packages that it needs at run time", () => {
  for (const path of ["/dist-electron/main.js", "/dist-electron/preload.cjs", "/dist/index.html", "/node_modules/libsql/package.json"]) {
    assert.ok(files.includes(path), `${path} is not among\n${files.join("\n")}`);
  }
  assert.ok(!files.some((path) => path.startsWith("/node_modules/@example/shared")), "what is bundled is there a second time");
  assert.ok(!files.some((path) => path.startsWith("/node_modules/electron")), "a package for developers is there");
});

test("native modules lie beside the archive, that of this repository and that from npm", () => {
  const unpacked = readdirSync(`${ARCHIVE}.unpacked`, { recursive: true }).filter((path) => path.endsWith(".node"));
  // libsql's packages do not say which C library they are for, so the one for musl is there, too.
  assert.deepEqual(unpacked.filter((path) => !path.includes("musl")).sort(), [
    "node_modules/@example/engine/engine.linux-x64-gnu.node",
    "node_modules/@libsql/linux-x64-gnu/index.node",
  ]);
});

test("the page has the classes of its own and those of the package of components", () => {
  const styles = files.filter((path) => path.endsWith(".css")).map((path) => extractFile(ARCHIVE, path.slice(1)).toString());
  assert.match(styles.join(""), /\.text-orange-400/);
  assert.match(styles.join(""), /\.bg-emerald-700/);
  assert.doesNotMatch(styles.join(""), /@source|@import "tailwindcss"/);
});
