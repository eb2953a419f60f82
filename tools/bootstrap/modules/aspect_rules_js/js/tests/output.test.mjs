// What js_run_binary's actions wrote, and what the launcher does when it is started in other ways.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const runfiles = process.env.JS_BINARY__RUNFILES;
const inRunfiles = (path) => join(runfiles, process.env.JS_BINARY__WORKSPACE, path);
const [binary, written, printed] = ["BINARY", "WRITTEN", "PRINTED"].map((name) => inRunfiles(process.env[name]));

const expected = (argument, directory) => ({
  arguments: ["it's \"fixed\" $HOME", argument],
  directory,
  greeting: "hello 'world'",
  options: ["--no-warnings"],
});

test("an action runs in the output tree and its outputs are what the program wrote", () => {
  const { arguments: [, path], directory } = JSON.parse(readFileSync(written, "utf8"));
  assert.deepEqual(JSON.parse(readFileSync(written, "utf8")), expected(path, "bin"));
  assert.match(path, /written\.json$/);
  assert.equal(directory, "bin");
  assert.deepEqual(JSON.parse(readFileSync(printed, "utf8")), expected(path, "bin"));
});

function run(cwd, env, program = binary) {
  return spawnSync(program, ["x"], { cwd, env: { PATH: "/usr/bin:/bin", ...env }, encoding: "utf8" });
}

test("a test or a run stays where it is", () => {
  const { stdout, stderr } = run(process.cwd(), { RUNFILES_DIR: runfiles });
  assert.equal(stderr, "");
  assert.deepEqual(JSON.parse(stdout), expected("x", process.cwd().split("/").at(-1)));
});

test("an action without BAZEL_BINDIR is told what is missing", () => {
  const root = process.cwd().replace(/\/bazel-out\/.*/, "");
  const { status, stderr } = run(root, { RUNFILES_DIR: runfiles });
  assert.equal(status, 1);
  assert.match(stderr, /BAZEL_BINDIR must be set to \$\(BINDIR\)/);
});

test("without runfiles the launcher says so", () => {
  const alone = join(process.env.TEST_TMPDIR, "alone");
  copyFileSync(binary, alone);
  const { status, stderr } = run("/", {}, alone);
  assert.equal(status, 1);
  assert.match(stderr, /found no runfiles with .*hello\.mjs for /);
});
