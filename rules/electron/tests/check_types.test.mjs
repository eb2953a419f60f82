/** electron_main's check of types: what is looked at, through references too, and that nothing passes unseen. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";

const script = resolve("rules/electron/private/types/check_types.mjs");
const options = { module: "esnext", moduleResolution: "bundler", target: "es2022", strict: true, types: [] };

function check(files, sources = ["src/main.ts"]) {
  const folder = mkdtempSync(join(process.cwd(), "types-"));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === "string" ? content : JSON.stringify(content));
  }
  const { status, stderr, stdout } = spawnSync(process.execPath, [script, "//demo:main", "tsconfig.json", ...sources], { cwd: folder, encoding: "utf8" });
  return { status, text: stdout + stderr };
}

const solution = { files: [], references: [{ path: "./tsconfig.node.json" }, { path: "./tsconfig.web.json" }] };
const project = { compilerOptions: { ...options, composite: true }, include: ["src"] };

test("types that are right", () => {
  assert.deepEqual(check({ "tsconfig.json": { compilerOptions: options, include: ["src"] }, "src/main.ts": "export const a: number = 1;" }), { status: 0, text: "" });
});

test("an error behind a reference is found", () => {
  const { status, text } = check({ "tsconfig.json": solution, "tsconfig.node.json": project, "tsconfig.web.json": { ...project, include: ["web"] }, "src/main.ts": 'export const a: number = "";' });
  assert.equal(status, 1);
  assert.equal(text, "src/main.ts(1,14): error TS2322: Type 'string' is not assignable to type 'number'.\n");
});

test("references that are right", () => {
  assert.deepEqual(check({ "tsconfig.json": solution, "tsconfig.node.json": project, "tsconfig.web.json": { ...project, include: ["web"] }, "src/main.ts": "export {};" }), { status: 0, text: "" });
});

for (const [what, files, message] of [
  ["no file at all", { "tsconfig.json": { compilerOptions: options, files: [] } }, '//demo:main: tsconfig.json looks at no file; add the sources to its "include" or "files", or name the tsconfig that does\n'],
  ["not the app's source", { "tsconfig.json": { compilerOptions: options, include: ["other"] }, "other/a.ts": "export {};" }, '//demo:main: tsconfig.json does not look at src/main.ts; add it to "include" or "files", or name the tsconfig that does\n'],
]) {
  test(`refused: a configuration that looks at ${what}`, () => {
    assert.deepEqual(check({ "src/main.ts": "export {};", ...files }), { status: 1, text: message });
  });
}

test("refused: a reference to what is not there", () => {
  const { status, text } = check({ "tsconfig.json": { files: [], references: [{ path: "./gone.json" }] }, "src/main.ts": "export {};" });
  assert.equal(status, 1);
  assert.match(text, /^\/\/demo:main: gone\.json: Cannot read file/);
});
