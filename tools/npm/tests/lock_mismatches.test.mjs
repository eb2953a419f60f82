import assert from "node:assert/strict";
import { test } from "node:test";
import { lockMismatches, readLock } from "../private/lock_mismatches.mjs";

const lockOf = (importers, rest = "") => readLock(`lockfileVersion: '9.0'\n${rest}importers:\n${importers}`);
const VITE = "  .:\n    devDependencies:\n      vite:\n        specifier: 8.3.8\n        version: 8.3.8(@types/node@24.0.0)\n";
const mismatches = (lock, manifests) => lockMismatches(lock, new Map(Object.entries(manifests)));

test("a lock that agrees has nothing to say", () => {
  assert.deepEqual(mismatches(lockOf(VITE), { ".": { devDependencies: { vite: "8.3.8" } } }), []);
});

test("another version is named with both versions", () => {
  assert.deepEqual(mismatches(lockOf(VITE), { ".": { devDependencies: { vite: "8.4.0" } } }), [
    "package.json: devDependencies has vite 8.4.0, the lock has 8.3.8",
  ]);
});

test("a dependency that the lock lacks, and one that it has too much", () => {
  const lock = lockOf("  web:\n    dependencies:\n      svelte:\n        specifier: ^5\n        version: 5.57.3\n");
  assert.deepEqual(mismatches(lock, { web: { dependencies: { react: "19.0.0" } } }), [
    "web/package.json: dependencies has react 19.0.0, the lock does not have it",
    "web/package.json: does not have svelte, the lock has ^5 in dependencies",
  ]);
});

test("a dependency in another group", () => {
  assert.deepEqual(mismatches(lockOf(VITE), { ".": { dependencies: { vite: "8.3.8" } } }), [
    "package.json: vite 8.3.8 is in dependencies, in the lock it is in devDependencies",
  ]);
});

test("packages that only one side knows", () => {
  assert.deepEqual(mismatches(lockOf("  a: {}\n"), { b: {} }), [
    "a/package.json: the lock file has this package, but package_jsons does not list the file",
    "b/package.json: the lock file does not have this package; is it listed in pnpm-workspace.yaml?",
  ]);
});

test("peers are locked as dependencies where pnpm installs them, unless optional", () => {
  const lock = lockOf(
    "  .:\n    dependencies:\n      vue:\n        specifier: '>=3'\n        version: 3.0.0\n",
    "settings:\n  autoInstallPeers: true\n",
  );
  const manifest = { peerDependencies: { vue: ">=3", pug: "*" }, peerDependenciesMeta: { pug: { optional: true } } };
  assert.deepEqual(mismatches(lock, { ".": manifest }), []);
});

test("an override of the workspace is what the lock has", () => {
  const lock = lockOf(VITE, "overrides:\n  vite: 8.3.8\n");
  assert.deepEqual(mismatches(lock, { ".": { devDependencies: { vite: "^8" } } }), []);
});

test("a lock of another version is refused by name", () => {
  assert.throws(() => readLock("lockfileVersion: '6.0'\n"), /lockfileVersion is 6\.0, not 9\.x/);
  assert.throws(() => readLock("importers: {}\n"), /lockfileVersion is missing/);
});
