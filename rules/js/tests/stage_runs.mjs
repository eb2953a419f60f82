// Runs the staging driver as Bazel runs it, in a folder of each test's own, with a /tmp in it.
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach } from "node:test";

export const DRIVER = resolve("rules/js/private/stage.mjs");

/** The folder of the test that runs. */
export let root;

beforeEach(() => {
  root = fs.mkdtempSync(join(fs.realpathSync(tmpdir()), "driver-"));
  fs.mkdirSync(join(root, "tmp"));
});
afterEach(() => fs.rmSync(root, { recursive: true }));

export function write(path, content) {
  fs.mkdirSync(dirname(join(root, path)), { recursive: true });
  fs.writeFileSync(join(root, path), content);
  return path;
}

export const read = (path) => fs.readFileSync(join(root, path), "utf8");
export const leftInTmp = () => fs.readdirSync(join(root, "tmp"));

let manifests = 0;

export function start(run, entries = [], environment = {}) {
  const header = { label: "//app:tool", entry: "tool.mjs", args: [], chdir: "", env: {}, outs: [], ...run };
  const manifest = write(`manifest${++manifests}`, [header, ...entries].map((line) => JSON.stringify(line)).join("\n") + "\n");
  return spawn(process.execPath, [DRIVER, manifest], {
    cwd: root,
    env: { PATH: "", TMPDIR: join(root, "tmp"), ...environment },
  });
}

export async function finish(child) {
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (data) => (stdout += data));
  child.stderr.on("data", (data) => (stderr += data));
  const code = await new Promise((done) => child.on("close", done));
  return { code, stdout, stderr };
}

/** Starts `script` as the tool, on a stage. */
export function startTool(script, run = {}, entries = [], environment = {}) {
  write("in/tool.mjs", script);
  return start(run, [["copy", "in/tool.mjs", "tool.mjs"], ...entries], environment);
}

/** Stages `script` as the tool and runs it. */
export function runTool(...how) {
  return finish(startTool(...how));
}
