// An npm package with names of its own: an ES module with two native modules; and what is published of it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const PACKAGE = resolve("rules/napi/tests/esm_pkg");
const PUBLISHED = resolve("rules/napi/tests/published");
const BINARY = "other.linux-x64-gnu.node";

const read = (...path) => readFileSync(join(...path), "utf8");

test("the package has its own names, without those of the folders that they were made in", () => {
  assert.deepEqual(readdirSync(PACKAGE).sort(), ["README.md", "beside.cjs", "beside.d.cts", "beside.linux-x64-gnu.node", "binding.d.ts", "binding.js", BINARY, "package.json"]);
});

test("the ES module exports by name", async () => {
  const { add, Speed, Counter } = await import(pathToFileURL(join(PACKAGE, "binding.js")));
  assert.equal(add(2, 3), 5);
  assert.equal(Speed.Fast, 1);
  assert.equal(new Counter(7).count(), 8);
});

test("the module beside it is CommonJS", () => {
  assert.equal(createRequire(import.meta.url)(join(PACKAGE, "beside.cjs")).add(1, 1), 2);
});

test("the settings of the package and of each module decide", () => {
  const declarations = read(PACKAGE, "binding.d.ts");
  assert.match(declarations, /^\/\/ Made from Rust\.\n/);
  assert.match(declarations, /export declare enum Speed/);
  const beside = read(PACKAGE, "beside.d.cts");
  assert.match(beside, /^\/\/ The second module\.\n/);
  assert.match(beside, /export declare enum Speed/);
});

test("the loader takes the package for musl where the system has musl", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "musl-"));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(PACKAGE, join(folder, "node_modules/@example/esm"), { recursive: true, dereference: true });
  rmSync(join(folder, "node_modules/@example/esm", BINARY));
  for (const libc of ["gnu", "musl"]) {
    const platform = join(folder, `node_modules/@example/esm-linux-x64-${libc}`);
    mkdirSync(platform, { recursive: true });
    writeFileSync(join(platform, "package.json"), JSON.stringify({ main: "index.js", version: "1.2.3" }));
    writeFileSync(join(platform, "index.js"), `module.exports = { add: () => ${JSON.stringify(libc)} };\n`);
  }
  // What musl's own `ldd` says of itself.
  writeFileSync(
    join(folder, "system.cjs"),
    `const fs = require("fs"); const { readFileSync } = fs;
     fs.readFileSync = (path, ...rest) => (path === "/usr/bin/ldd" ? process.env.LDD : readFileSync(path, ...rest));`,
  );
  writeFileSync(join(folder, "main.mjs"), 'import { add } from "@example/esm"; process.stdout.write(add());');
  for (const [libc, ldd] of Object.entries({ gnu: "#! /bin/bash\n# GNU libc", musl: "musl libc (x86_64)" })) {
    const run = spawnSync(process.execPath, ["--require", "./system.cjs", "main.mjs"], { cwd: folder, encoding: "utf8", env: { LDD: ldd } });
    assert.equal(run.stdout, libc, run.stderr);
  }
});

test("a package is published for each platform, and the main package asks for them", () => {
  assert.deepEqual(readdirSync(join(PUBLISHED, "npm")).sort(), ["darwin-arm64", "linux-x64-gnu"]);
  assert.deepEqual(readdirSync(join(PUBLISHED, "main")).sort(), ["README.md", "binding.d.ts", "binding.js", "package.json"]);
  const main = JSON.parse(read(PUBLISHED, "main/package.json"));
  assert.deepEqual(main.optionalDependencies, { "@example/esm-linux-x64-gnu": "1.2.3", "@example/esm-darwin-arm64": "1.2.3" });
  const { os, cpu, libc, files } = JSON.parse(read(PUBLISHED, "npm/darwin-arm64/package.json"));
  assert.deepEqual({ os, cpu, libc, files }, { os: ["darwin"], cpu: ["arm64"], libc: undefined, files: ["other.darwin-arm64.node"] });
});
