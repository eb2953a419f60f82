// Runs the program as Bazel does, on folders of its own.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";

const program = resolve(process.env.JS_BINARY__RUNFILES, process.env.JS_BINARY__WORKSPACE, process.env.CHECK_LOCK);
const LOCK = `lockfileVersion: '9.0'
importers:
  .: {}
  web:
    dependencies:
      svelte:
        specifier: 5.57.3
        version: 5.57.3
`;

function check(lock, web) {
  const folder = mkdtempSync(join(process.env.TEST_TMPDIR, "workspace-"));
  mkdirSync(join(folder, "web"));
  writeFileSync(join(folder, "pnpm-lock.yaml"), lock);
  writeFileSync(join(folder, "package.json"), "{}");
  writeFileSync(join(folder, "web/package.json"), web);
  const files = ["verdict.txt", "pnpm-lock.yaml", "package.json", "web/package.json"].map((f) => join(folder, f));
  const { status, stderr, error } = spawnSync(program, files, {
    encoding: "utf8",
    env: { ...process.env, BAZEL_BINDIR: ".", RUNFILES_DIR: process.env.JS_BINARY__RUNFILES },
  });
  assert.equal(error, undefined);
  return { status, stderr: stderr.replaceAll(folder, "<folder>"), verdict: files[0] };
}

test("a lock that agrees leaves a verdict", () => {
  const { status, stderr, verdict } = check(LOCK, '{"dependencies": {"svelte": "5.57.3"}}');
  assert.equal(stderr, "");
  assert.equal(status, 0);
  assert.equal(readFileSync(verdict, "utf8"), "pnpm-lock.yaml matches 2 package.json files\n");
});

test("files agree however editors wrote them", () => {
  const manifest = '{"dependencies": {"svelte": "5.57.3"}}';
  for (const form of [(text) => text.replaceAll("\n", "\r\n"), (text) => `\uFEFF${text}`, (text) => text.trimEnd()]) {
    const { status, stderr } = check(form(LOCK), form(`${manifest}\n`));
    assert.equal(stderr, "");
    assert.equal(status, 0);
  }
});

test("a lock that differs says what and how to repair it", () => {
  const { status, stderr, verdict } = check(LOCK, '{"dependencies": {"svelte": "5.58.0"}}');
  assert.equal(status, 1);
  assert.equal(
    stderr,
    `pnpm-lock.yaml does not match package.json:
  web/package.json: dependencies has svelte 5.58.0, the lock has 5.57.3
Run: pnpm install --lockfile-only
`,
  );
  assert.equal(existsSync(verdict), false);
});

test("files that cannot be read are named", () => {
  const broken = check(LOCK, "{");
  assert.equal(broken.status, 1);
  assert.match(broken.stderr, /^<folder>\/web\/package\.json cannot be read: /);
  const old = check("lockfileVersion: '5.4'\n", "{}");
  assert.equal(old.status, 1);
  assert.equal(old.stderr, "<folder>/pnpm-lock.yaml cannot be read: lockfileVersion is 5.4, not 9.x\n");
});
