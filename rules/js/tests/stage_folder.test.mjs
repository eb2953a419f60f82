// Where the staging driver puts its folder: whatever an earlier one left, and whoever else is at it.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as later } from "node:timers/promises";
import { finish, leftInTmp, read, root, runTool, startTool, write } from "./stage_runs.mjs";

const SAY_WHERE = `console.log(process.cwd());`;
const HANG = `setInterval(() => {}, 1000); console.log(process.pid);`;
const OWN = `stage-${process.getuid()}`;

/** Runs an action that says where it is, and gives back the name of its folder. */
async function folderOfAction() {
  const result = await runTool(SAY_WHERE, { stdout: "where" });
  assert.deepEqual(result, { code: 0, stdout: "", stderr: "" });
  return nameIn(read("where"));
}

const nameIn = (path) => path.match(/\/tmp\/([^/]+)\/workspace\n$/)?.[1] ?? path;

/** Starts a tool, and kills its driver and then the tool, so that nobody can clear away. */
async function killOne(run) {
  const child = startTool(HANG, run);
  const ended = new Promise((done) => child.on("exit", done));
  const pid = await toolOf(child, run);
  child.kill("SIGKILL");
  await ended;
  process.kill(pid, "SIGKILL");
}

async function toolOf(child, run) {
  if (run.test) return Number(await new Promise((ready) => child.stdout.once("data", ready)));
  const said = join(root, "tmp/stage/stdout");
  while (!fs.existsSync(said) || !fs.readFileSync(said, "utf8").endsWith("\n")) await later(20);
  return Number(fs.readFileSync(said, "utf8"));
}

test("what a killed action left is replaced", async () => {
  await killOne({ stdout: "never" });
  write("tmp/stage/workspace/stale.txt", "");
  assert.equal(await folderOfAction(), "stage");
  assert.deepEqual(leftInTmp(), []);
});

test("so is what a killed test left, and the next test has the same place", async () => {
  await killOne({ test: true });
  assert.deepEqual(leftInTmp(), ["stage-test"]);
  const { stdout } = await runTool(SAY_WHERE, { test: true });
  assert.equal(nameIn(stdout), "stage-test");
  assert.deepEqual(leftInTmp(), []);
});

test("what is left of a stage without its socket, or an empty folder, is replaced", async () => {
  for (const path of ["workspace/a.txt", "home/.cache/b", "stdout"]) write(`tmp/stage/${path}`, "");
  assert.equal(await folderOfAction(), "stage");
  fs.mkdirSync(join(root, "tmp/stage"));
  assert.equal(await folderOfAction(), "stage");
  assert.deepEqual(leftInTmp(), []);
});

test("many that find a dead stage are at the same place, one after the other", async () => {
  await killOne({ stdout: "never" });
  const script = `
    import { existsSync, writeFileSync } from "node:fs";
    const alone = !existsSync("../mark");
    writeFileSync("../mark", "");
    await new Promise((done) => setTimeout(done, 50));
    console.log(alone, process.cwd());`;
  const all = await Promise.all(Array.from({ length: 6 }, (_, index) => runTool(script, { stdout: `where${index}` })));
  for (const [index, result] of all.entries()) {
    assert.deepEqual(result, { code: 0, stdout: "", stderr: "" });
    assert.equal(read(`where${index}`), `true ${root}/tmp/stage/workspace\n`);
  }
  assert.deepEqual(leftInTmp(), []);
});

test("a test does not wait for another, nor an action for a test", async () => {
  const first = startTool(HANG, { test: true });
  await new Promise((ready) => first.stdout.once("data", ready));
  const second = await runTool(SAY_WHERE, { test: true });
  assert.equal(nameIn(second.stdout), `stage-test-${process.getuid()}`);
  assert.equal(await folderOfAction(), "stage");
  first.kill("SIGTERM");
  await finish(first);
  assert.deepEqual(leftInTmp(), []);
});

test("what is no stage is left alone, and the name beside it does not change", async () => {
  const foreign = {
    folder: () => write("tmp/stage/mine", ""),
    file: () => write("tmp/stage", "mine"),
    link: () => fs.symlinkSync(write("elsewhere/mine", "").slice(0, "elsewhere".length), join(root, "tmp/stage")),
    "dangling link": () => fs.symlinkSync("nowhere", join(root, "tmp/stage")),
  };
  for (const [what, make] of Object.entries(foreign)) {
    make();
    assert.equal(await folderOfAction(), OWN, what);
    assert.equal(await folderOfAction(), OWN, what);
    assert.deepEqual(leftInTmp(), ["stage"], what);
    fs.rmSync(join(root, "tmp/stage"), { recursive: true });
  }
});

test("a stage whose owner answers, busy or not, is waited for", async () => {
  for (const part of ["workspace", "home", "tmp"]) fs.mkdirSync(join(root, "tmp/stage", part), { recursive: true });
  const owner = createServer().listen(join(root, "tmp/stage/owner-abc123"));
  const waiting = folderOfAction();
  await later(1000);
  assert.deepEqual(leftInTmp().includes("stage"), true);
  assert.equal(fs.existsSync(join(root, "tmp/stage/owner-abc123")), true);
  fs.renameSync(join(root, "tmp/stage"), join(root, "gone"));
  owner.close();
  assert.equal(await waiting, "stage");
});
