// What a registry gets.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const json = (path) => JSON.parse(readFileSync(path, "utf8"));

test("the main package asks for the package of each platform, and runs nothing of its own when it is published", () => {
  assert.deepEqual(readdirSync("publish/main").sort(), ["index.d.ts", "index.js", "package.json"]);
  const { name, version, scripts, optionalDependencies, napi } = json("publish/main/package.json");
  assert.equal(name, "@example/template");
  assert.equal(scripts.prepublishOnly, undefined);
  assert.equal(scripts.build, "napi build --platform --release");
  assert.equal(napi.targets.length, 6);
  const platforms = ["win32-x64-msvc", "darwin-x64", "darwin-arm64", "linux-x64-gnu", "linux-x64-musl", "linux-arm64-gnu"];
  assert.deepEqual(optionalDependencies, Object.fromEntries(platforms.map((platform) => [`${name}-${platform}`, version])));
});

test("the package of a platform says what it is for, and has its binary", () => {
  assert.deepEqual(readdirSync("publish/npm"), ["linux-x64-gnu"]);
  assert.deepEqual(readdirSync("publish/npm/linux-x64-gnu").sort(), ["README.md", "package.json", "template.linux-x64-gnu.node"]);
  const { name, version, os, cpu, libc, main, files, license, publishConfig } = json("publish/npm/linux-x64-gnu/package.json");
  assert.deepEqual([name, version, license], ["@example/template-linux-x64-gnu", "0.3.0", "MIT"]);
  assert.deepEqual({ os, cpu, libc }, { os: ["linux"], cpu: ["x64"], libc: ["glibc"] });
  assert.deepEqual([main, ...files], ["template.linux-x64-gnu.node", "template.linux-x64-gnu.node"]);
  assert.deepEqual(publishConfig, { access: "public" });
});
