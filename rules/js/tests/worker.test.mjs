// Persistent workers: what they give is what an action of its own gives, whatever came before.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { setTimeout as later } from "node:timers/promises";
import { Worker, writeFiles } from "./worker_runs.mjs";

let root;
let worker;

beforeEach(() => {
  root = fs.mkdtempSync(join(fs.realpathSync(tmpdir()), "worker-"));
  worker = new Worker(root, { SECRET: "1" });
});
afterEach(async () => {
  await worker.close();
  assert.deepEqual(fs.readdirSync(join(root, "tmp")), []);
  fs.rmSync(root, { recursive: true });
});

/** A tool that writes what it sees of the stage and of a package, and how often it ran in its process. */
const LIST = `import * as fs from "node:fs";
import { runs } from "counter";
import { here } from "./near.js";
const text = fs.readFileSync("src/a.ts", "utf8");
const files = fs.readdirSync(".", { recursive: true, withFileTypes: true }).filter((e) => e.isFile() && !e.parentPath.includes("node_modules"));
const seen = files.map((e) => e.parentPath + "/" + e.name).sort().map((path) => [path, path.endsWith("mjs") ? "" : fs.readFileSync(path, "utf8")]);
fs.mkdirSync("dist", { recursive: true });
fs.writeFileSync("dist/seen.json", JSON.stringify({ seen, here, env: process.env, argv: process.argv, left: globalThis.left, cwd: process.cwd(), home: fs.readdirSync(process.env.HOME) }));
fs.writeFileSync("dist/runs", process.env.COUNT ? String(runs()) : "");
for (const path of ["junk.txt", "src/junk.txt", process.env.HOME + "/junk", process.env.TMPDIR + "/junk"]) fs.writeFileSync(path, "left");
process.env.LEFT = "left";
if (text.includes("leave a name")) globalThis.left = true;
if (text.includes("listen")) process.on("exit", () => console.log("end"));
if (text.includes("warn")) console.error("careful: " + process.cwd() + "/src/a.ts");
if (text.includes("spoil")) { fs.appendFileSync("src/b.ts", "spoiled"); fs.rmSync("src/c.txt"); fs.rmSync("tree", { recursive: true }); }
if (text.includes("exit")) process.exit(4);
if (text.includes("throw")) throw new Error("thrown");
if (text.includes("fail")) { console.log("said at " + process.cwd() + "/src"); process.exitCode = 3; }
`;
const PACKAGE = {
  "bin/node_modules/counter/package.json": '{"name":"counter","type":"module","exports":"./index.js"}',
  "bin/node_modules/counter/index.js": "let count = 0; export const runs = () => ++count;",
};
const FILES = {
  "in/tool.mjs": LIST,
  "in/near.js": "let count = 0; count += 1; export const here = count;",
  "in/src/a.ts": "one",
  "in/src/b.ts": "two",
  "in/src/c.txt": "three",
  "in/tree/deep/er.txt": "deep",
};
const SRCS = ["src/a.ts", "src/b.ts", "src/c.txt", "near.js", "package.json"];

function request(run = {}, srcs = SRCS, packages = { "bin/node_modules/counter/index.js": "1" }) {
  const entries = [["copy", "in/tool.mjs", "tool.mjs"], ...srcs.map((path) => ["copy", `in/${path}`, path]), ["tree", "in/tree", "tree"], ["link", "bin/node_modules/counter", "node_modules/counter"]];
  return { run: { outs: [["dist", "out/dist", true]], keeps: ["counter"], ...run }, entries, packages };
}

function write(files = {}) {
  writeFiles(root, { ...PACKAGE, ...FILES, "in/package.json": '{"type":"module"}', ...files });
}

const runsOf = async (run = {}, ...how) => Number((await worker.ask(request({ ...run, env: { COUNT: "1", ...run.env } }, ...how))).made["out/dist/runs"]);

test("a sequence of edits, additions, deletions, renames and failures is as good as actions of their own", async () => {
  write();
  await worker.both(request());
  const steps = [
    [{ "in/src/a.ts": "changed" }],
    [{ "in/src/a.ts": "spoil" }],
    [{ "in/src/a.ts": "after that" }],
    [{ "in/src/d.ts": "added" }, [...SRCS, "src/d.ts"]],
    [{ "in/src/d.ts": null }],
    [{ "in/src/c.txt": null, "in/src/renamed.txt": "three" }, SRCS.map((path) => path.replace("c.txt", "renamed.txt"))],
    [{ "in/src/c.txt": "back" }],
    [{ "in/src/a.ts": "leave a name" }],
    [{ "in/src/a.ts": "leave a name again" }],
    [{ "in/src/a.ts": "listen" }],
    [{ "in/src/a.ts": "fail" }],
    [{ "in/src/a.ts": "warn" }],
    [{ "in/src/a.ts": "warn again" }],
    [{ "in/src/a.ts": "fail warn" }],
    [{ "in/src/a.ts": "throw" }],
    [{ "in/src/a.ts": "exit" }],
    [{ "in/src/a.ts": "on" }],
    [{ "in/tree/deep/er.txt": "deeper", "in/tree/more": "" }],
    [{ "in/tree/deep": null }],
    [{ "in/near.js": "export const here = 'elsewhere';" }],
    [{ "in/tool.mjs": LIST.replace("JSON.stringify({", "JSON.stringify({ other: true,") }],
    [{ "in/src/a.ts": "the end" }],
  ];
  for (const [files, srcs] of steps) {
    writeFiles(root, files);
    const { code, output } = await worker.both(request({}, srcs));
    if (/fail|throw|exit/.test(files["in/src/a.ts"])) assert.notEqual(code, 0);
    else assert.equal(code, 0, output);
  }
});

/** Asks a thread of its own module, as SvelteKit does: each takes only messages of the address by which it knows itself. */
const FORK = `import * as fs from "node:fs";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { runs } from "counter";
const module = import.meta.url;
if (!isMainThread) {
  parentPort.postMessage({ module });
} else {
  const thread = new Worker(new URL(module));
  const answer = await new Promise((done) => thread.on("message", (message) => message.module === module && done("known")));
  fs.mkdirSync("dist", { recursive: true });
  fs.writeFileSync("dist/seen.json", answer + fs.readFileSync("src/a.ts", "utf8"));
  fs.writeFileSync("dist/runs", process.env.COUNT ? String(runs()) : "");
}
`;

test("a thread knows a module by the address that it has in its process, in each run", { timeout: 30_000 }, async () => {
  write({ "in/tool.mjs": FORK });
  for (const text of ["one", "two", "three"]) {
    writeFiles(root, { "in/src/a.ts": text });
    const { code, output, made } = await worker.ask(request({ env: { COUNT: "1" } }));
    assert.equal(code, 0, output);
    assert.equal(made["out/dist/seen.json"], `known${text}`);
    assert.equal(made["out/dist/runs"], "1", "each run has a process of its own");
  }
});

test("arguments, variables, the mode, outputs and where it starts", async () => {
  write();
  for (const run of [{}, { args: ["one"] }, { env: { MODE: "production" } }, { env: { MODE: "test", A: "1" } }, { inherit: true }, { stdout: "out/said" }, { outs: [["dist/seen.json", "out/one.json", false]] }, {}]) {
    await worker.both(request(run));
  }
  await worker.both(request({ outs: [["nowhere", "out/none", true]] }));
  await worker.both(request({ entry: "none.mjs" }));
});

test("the process goes on for changed text, and for nothing else", async () => {
  write();
  assert.equal(await runsOf(), 1);
  const text = async (content) => {
    writeFiles(root, { "in/src/a.ts": content });
    return runsOf();
  };
  assert.equal(await text("second"), 2);
  assert.equal(await text("third"), 3);
  writeFiles(root, { "in/src/c.txt": "no source" });
  assert.equal(await runsOf(), 1);
  assert.equal(await text("fourth"), 2);
  writeFiles(root, { "in/near.js": "export const here = 2;" });
  assert.equal(await runsOf(), 1, "a module that the tool loaded");
  writeFiles(root, { "in/src/e.ts": "" });
  assert.equal(await runsOf({}, [...SRCS, "src/e.ts"]), 1, "a file more");
  assert.equal(await runsOf({}, SRCS), 1, "a file less");
  assert.equal(await runsOf({}, SRCS), 2);
  assert.equal(await runsOf({}, SRCS, { "bin/node_modules/counter/index.js": "2" }), 1, "a package changed");
  assert.equal(await runsOf({ args: ["x"] }), 1);
  assert.equal(await text("leave a name"), 1, "other arguments");
  assert.equal(await text("listen"), 1, "a global variable was left");
  assert.equal(await text("more"), 1, "a listener was left");
  assert.equal(await text("warn"), 1, "it said something");
  assert.equal(await text("silent"), 1);
  assert.equal(await text("silent again"), 1);
});

test("a package that nobody vouches for ends the process, and so does one that a vouched one does not name", async () => {
  write();
  for (const run of [{ keeps: [] }, { keeps: ["other"] }]) {
    assert.equal(await runsOf(run), 1);
    assert.equal(await runsOf(run), 1);
  }
  writeFiles(root, { "bin/node_modules/outer/package.json": '{"name":"outer","type":"module","exports":"./index.js","dependencies":{"counter":"1"}}', "bin/node_modules/outer/index.js": 'export { runs } from "counter";', "in/tool.mjs": LIST.replace('from "counter"', 'from "outer"') });
  const outer = (keeps) => {
    const { run, entries, packages } = request({ keeps, env: { COUNT: "1" } });
    return { run, packages, entries: [...entries, ["link", "bin/node_modules/outer", "node_modules/outer"]] };
  };
  for (const expected of ["1", "2"]) assert.equal((await worker.ask(outer(["outer"]))).made["out/dist/runs"], expected);
  for (const expected of ["1", "1"]) assert.equal((await worker.ask(outer(["counter"]))).made["out/dist/runs"], expected);
});

test("projects and modes do not see each other, and are let go in the end", async () => {
  write();
  for (const label of ["//a", "//b", "//a", "//c", "//d", "//e", "//a"]) await worker.both(request({ label }));
  assert.equal(worker.tools().length, 3);
  assert.equal(await runsOf({ label: "//p", env: { MODE: "one" } }), 1);
  assert.equal(await runsOf({ label: "//p", env: { MODE: "two" } }), 1);
  assert.equal(await runsOf({ label: "//p", env: { MODE: "one" } }), 2);
});

test("a cancelled request ends its tool and writes nothing; the next one is served", async () => {
  write({ "in/tool.mjs": `setInterval(() => {}, 1000);` });
  worker.send({ ...worker.request(request()), requestId: 71 });
  while (worker.tools().length === 0) await later(20);
  worker.send({ ...worker.request(request()), requestId: 72 });
  worker.send({ cancel: true, requestId: 72 });
  worker.send({ cancel: true, requestId: 71 });
  assert.deepEqual(await worker.answer(), { requestId: 71, wasCancelled: true });
  assert.deepEqual(await worker.answer(), { requestId: 72, wasCancelled: true });
  assert.ok(!fs.existsSync(join(root, "out/dist/seen.json")));
  write();
  worker.send({ cancel: true, requestId: 71 });
  await worker.both(request());
});

test("a worker that is killed leaves no process, and the next one removes its stage", async () => {
  write();
  await worker.ask(request());
  const [tool] = worker.tools();
  worker.process.kill("SIGKILL");
  await worker.ended;
  while (fs.existsSync(`/proc/${tool}`) && !/\) Z/.test(fs.readFileSync(`/proc/${tool}/stat`, "utf8"))) await later(20);
  assert.equal(fs.readdirSync(join(root, "tmp")).length, 1);
  worker = new Worker(root);
  await worker.both(request());
});

test("a stage that somebody removed is made again", async () => {
  write();
  await worker.both(request());
  const [stage] = fs.readdirSync(join(root, "tmp"));
  await later(200);
  fs.rmSync(join(root, "tmp", stage), { recursive: true });
  await worker.both(request());
});

test("it ends with its input, and at a signal, while a tool runs", async () => {
  for (const end of [() => worker.process.stdin.end(), () => worker.process.kill("SIGTERM")]) {
    write({ "in/tool.mjs": `setInterval(() => {}, 1000);` });
    worker.send(worker.request(request()));
    while (worker.tools().length === 0) await later(20);
    end();
    assert.equal(await worker.ended, 0);
    worker = new Worker(root);
  }
});
