/** The npm packages that electron_asar puts into the app, from a node_modules laid out as pnpm does. */
import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { extractFile, listPackage } from "@electron/asar";

import { pack } from "./asar_stage.mjs";

const STORE = "node_modules/.aspect_rules_js";

/** Writes packages { "name@version": { package.json's fields } } into the store, and links to those in `roots`. */
function install(stage, packages, roots) {
  const home = (key) => join(stage, STORE, key, "node_modules");
  const nameOf = (key) => key.slice(0, key.lastIndexOf("@"));
  const link = (from, key) => {
    mkdirSync(dirname(from), { recursive: true });
    symlinkSync(relative(dirname(from), join(home(key), nameOf(key))), from);
  };
  for (const [key, { links = [], ...fields }] of Object.entries(packages)) {
    const folder = join(home(key), nameOf(key));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: nameOf(key), version: key.slice(key.lastIndexOf("@") + 1), ...fields }));
    writeFileSync(join(folder, "index.js"), "");
    writeFileSync(join(folder, "index.d.ts"), "");
    for (const needed of links) link(join(home(key), nameOf(needed)), needed);
  }
  for (const key of roots) link(join(stage, "node_modules", nameOf(key)), key);
}

/** Packs the demo app with such packages; returns the versions by their place, and what went wrong. */
function packed(packages, roots) {
  const native = { attribute: "native", folder: "packages/0", name: "" };
  const deps = roots.map((key) => key.slice(0, key.lastIndexOf("@"))).map((name) => ({ attribute: "deps", folder: `node_modules/${name}`, name }));
  const { asar, status, stderr } = pack((stage) => install(stage, packages, roots), { packages: [native, ...deps] });
  if (status !== 0) return { stderr };
  const files = listPackage(asar, { isPack: false }).filter((path) => path.startsWith("/node_modules/") && !path.startsWith("/node_modules/@example"));
  const found = files.filter((path) => path.endsWith("/package.json")).map((path) => [path.slice(1, -"/package.json".length), JSON.parse(extractFile(asar, path.slice(1))).version]);
  return { stderr, files, versions: Object.fromEntries(found) };
}

test("dependencies come with a package, those of development do not, nor do types and Electron", () => {
  const { files, versions } = packed({
    "a@1.0.0": { dependencies: { "@s/b": "1", "@types/node": "1" }, devDependencies: { dev: "1" }, links: ["@s/b@1.0.0", "@types/node@1.0.0", "dev@1.0.0", "electron@1.0.0"], peerDependencies: { electron: "1" } },
    "@s/b@1.0.0": { dependencies: { a: "1" }, links: ["a@1.0.0"] },
    "@types/node@1.0.0": {},
    "dev@1.0.0": {},
    "electron@1.0.0": {},
  }, ["a@1.0.0"]);
  assert.deepEqual(versions, { "node_modules/@s/b": "1.0.0", "node_modules/a": "1.0.0" });
  assert.deepEqual(files.filter((path) => path.endsWith(".d.ts")), []);
});

test("two versions of a package: each finds its own", () => {
  const { versions } = packed({
    "a@1.0.0": { dependencies: { c: "1" }, links: ["c@1.0.0"] },
    "b@1.0.0": { dependencies: { c: "2", d: "1" }, links: ["c@2.0.0", "d@1.0.0"] },
    "c@1.0.0": {},
    "c@2.0.0": { dependencies: { d: "2" }, links: ["d@2.0.0"] },
    "d@1.0.0": { dependencies: { c: "1" }, links: ["c@1.0.0"] },
    "d@2.0.0": {},
  }, ["a@1.0.0", "b@1.0.0"]);
  assert.deepEqual(versions, {
    "node_modules/a": "1.0.0",
    "node_modules/b": "1.0.0",
    "node_modules/b/node_modules/c": "2.0.0",
    "node_modules/b/node_modules/c/node_modules/d": "2.0.0",
    "node_modules/c": "1.0.0",
    "node_modules/d": "1.0.0",
  });
});

test("optional dependencies and peers that are not there are left out", () => {
  const { versions } = packed({
    "a@1.0.0": { dependencies: { win: "1" }, optionalDependencies: { win: "1", lin: "1" }, peerDependencies: { peer: "1", absent: "1" }, links: ["lin@1.0.0", "peer@1.0.0"] },
    "lin@1.0.0": {},
    "peer@1.0.0": {},
  }, ["a@1.0.0"]);
  assert.deepEqual(Object.keys(versions).sort(), ["node_modules/a", "node_modules/lin", "node_modules/peer"]);
});

test("a dependency that is missing is named, with who needs it", () => {
  const { stderr } = packed({ "a@1.0.0": { dependencies: { gone: "1" } } }, ["a@1.0.0"]);
  assert.equal(stderr, '//demo:asar: node_modules/a needs gone, which no package of the app brings; add //:node_modules/gone to "deps"\n');
});

test("a package may need one that the app has by itself", () => {
  const { versions } = packed({ "a@1.0.0": { dependencies: { b: "1" } }, "b@1.0.0": {} }, ["a@1.0.0", "b@1.0.0"]);
  assert.deepEqual(Object.keys(versions).sort(), ["node_modules/a", "node_modules/b"]);
});
