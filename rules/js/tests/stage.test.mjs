// The staging driver, run as Bazel runs it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { DRIVER, finish, leftInTmp, read, root, runTool, start, write } from "./stage_runs.mjs";

test("inputs are staged as real, writable files; outputs come back", async () => {
  write("in/original.txt", "one");
  fs.chmodSync(join(root, "in/original.txt"), 0o444);
  fs.mkdirSync(join(root, "in/tree/sub"), { recursive: true });
  fs.symlinkSync(join(root, "in/original.txt"), join(root, "in/tree/sub/link.txt"));
  const result = await runTool(
    `import * as fs from "node:fs";
     if ((fs.statSync("tree/sub/link.txt").mode & 0o200) === 0) throw new Error("read-only for all but root");
     fs.appendFileSync("tree/sub/link.txt", " two");
     fs.mkdirSync("dist/assets", { recursive: true });
     fs.copyFileSync("tree/sub/link.txt", "dist/assets/copy.txt");
     fs.writeFileSync("list.json", JSON.stringify(fs.lstatSync("tree/sub/link.txt").isFile()));`,
    { chdir: "app", outs: [["app/dist", "out/dist", true], ["app/list.json", "out/list.json", false]] },
    [["tree", "in/tree", "app/tree"]],
  );
  assert.deepEqual(result, { code: 0, stdout: "", stderr: "" });
  assert.equal(read("out/dist/assets/copy.txt"), "one two");
  assert.equal(read("out/list.json"), "true");
  assert.equal(read("in/original.txt"), "one");
  assert.deepEqual(leftInTmp(), []);
});

test("a directory that an action left empty is there, though Bazel leaves it out of runfiles", async () => {
  const result = await runTool(`import { readdirSync } from "node:fs"; console.error(readdirSync("app/empty").length);`, {}, [["tree", "in/none", "app/empty"]]);
  assert.deepEqual(result, { code: 0, stdout: "", stderr: "0\n" });
});

test("a failing tool: its exit code, both its streams, no output", async () => {
  write("out/.keep", "");
  const result = await runTool(
    `import { writeFileSync } from "node:fs";
     writeFileSync("result", "x");
     console.log("said"); console.error("warned " + process.cwd() + "/src/a.ts:1");
     process.exitCode = 3;`,
    { outs: [["result", "out/result", false]], stdout: "out/stdout" },
  );
  assert.deepEqual(result, { code: 3, stdout: "said\n", stderr: "warned src/a.ts:1\n" });
  assert.deepEqual(fs.readdirSync(join(root, "out")), [".keep"]);
  assert.deepEqual(leftInTmp(), []);
});

test("a succeeding tool: warnings are shown, stdout is an output", async () => {
  const result = await runTool(`console.log("data"); console.warn("careful");`, { stdout: "stdout.txt" });
  assert.deepEqual(result, { code: 0, stdout: "", stderr: "careful\n" });
  assert.equal(read("stdout.txt"), "data\n");
});

test("outputs that were not written are all named", async () => {
  const result = await runTool(
    `import { writeFileSync } from "node:fs"; writeFileSync("dist/b.js", "");`,
    { outs: [["dist/a.js", "a.js", false], ["assets", "assets", true], ["dist", "dist", false]] },
  );
  assert.equal(result.code, 70);
  assert.match(result.stderr, /^\/\/app:tool: tool\.mjs succeeded, but the declared file "dist\/a\.js" was not written; beside it: b\.js;/);
  assert.match(result.stderr, /the declared directory "assets" was not written/);
  assert.match(result.stderr, /"dist" is declared as a file, but is a directory/);
});

test("an input that is missing, an entry that was not staged", async () => {
  const missing = await runTool("", {}, [["copy", "in/none.txt", "none.txt"]]);
  assert.equal(missing.code, 70);
  assert.match(missing.stderr, /^\/\/app:tool: cannot stage in\/none\.txt as none\.txt: ENOENT/);
  const entry = await runTool("", { entry: "other.mjs" });
  assert.equal(entry.code, 70);
  assert.match(entry.stderr, /^\/\/app:tool: entry "other\.mjs" is not a staged file/);
  assert.deepEqual(leftInTmp(), []);
});

test("HOME and TMPDIR are private, the user's environment is not seen", async () => {
  const result = await runTool(
    `import { existsSync } from "node:fs";
     const { HOME, TMPDIR, ...rest } = process.env;
     delete rest.PATH;
     console.log(JSON.stringify({ rest, exist: existsSync(HOME) && existsSync(TMPDIR), home: HOME, tmp: TMPDIR }));`,
    { env: { MODE: "test" }, stdout: "environment.json" },
    [],
    { SECRET: "1", HOME: "/home/someone", NODE_OPTIONS: "--no-warnings" },
  );
  assert.equal(result.code, 0);
  assert.deepEqual(JSON.parse(read("environment.json")), {
    rest: { CI: "1", LC_ALL: "C.UTF-8", MODE: "test", NO_COLOR: "1", TZ: "UTC" },
    exist: true,
    home: join(root, "tmp/stage/home"),
    tmp: join(root, "tmp/stage/tmp"),
  });
});

test("the environment of the action is seen where it is to be, behind what the driver and the rule set", async () => {
  const script = `const { GIVEN, HOME, MODE, VITE_COMMIT, LD_LIBRARY_PATH } = process.env;
    console.log(JSON.stringify({ GIVEN, MODE, VITE_COMMIT, LD_LIBRARY_PATH, ownHome: HOME.startsWith(${JSON.stringify(root)}) }));`;
  const environment = { GIVEN: "by --action_env", HOME: "/home/someone", VITE_COMMIT: "abc123", LD_LIBRARY_PATH: "/of/the/machine" };
  const seen = async (run) => {
    const result = await runTool(script, { stdout: "seen", env: { GIVEN: "by the rule", MODE: "test" }, ...run }, [], environment);
    assert.equal(result.code, 0, result.stderr);
    return JSON.parse(read("seen"));
  };
  assert.deepEqual(await seen({}), { GIVEN: "by the rule", MODE: "test", ownHome: true });
  assert.deepEqual(await seen({ inherit: true }), { GIVEN: "by the rule", MODE: "test", VITE_COMMIT: "abc123", ownHome: true });
});

/** An isolated node_modules: main -> dep, both in a store, the way Bazel lays them out. */
function writeStore() {
  const store = "bin/node_modules/.aspect_rules_js";
  write(`${store}/main@1/node_modules/main/package.json`, `{"name":"main","type":"module","exports":"./index.js"}`);
  write(`${store}/main@1/node_modules/main/index.js`, `export { where } from "dep"; export const here = import.meta.url;`);
  write(`${store}/dep@1/node_modules/dep/package.json`, `{"name":"dep","type":"module","exports":"./index.js"}`);
  write(`${store}/dep@1/node_modules/dep/index.js`, `export const where = import.meta.url;`);
  fs.symlinkSync("../../dep@1/node_modules/dep", join(root, `${store}/main@1/node_modules/dep`));
  fs.symlinkSync(".aspect_rules_js/main@1/node_modules/main", join(root, "bin/node_modules/main"));
  return ["main@1/node_modules/main", "dep@1/node_modules/dep", "main@1/node_modules/dep"].map((path) => `node_modules/.aspect_rules_js/${path}`);
}

const PRINT_PLACES = `import { here, where } from "main"; console.log(here + " " + where);`;

test("a linked package is used where it lies, with what it depends on", async () => {
  writeStore();
  const result = await runTool(PRINT_PLACES, { stdout: "places" }, [["link", "bin/node_modules/main", "node_modules/main"]]);
  assert.equal(result.stderr, "");
  const store = `file://${root}/bin/node_modules/.aspect_rules_js`;
  assert.equal(read("places"), `${store}/main@1/node_modules/main/index.js ${store}/dep@1/node_modules/dep/index.js\n`);
});

test("a bundled package is in the stage, with what it depends on, even when it is linked too", async () => {
  const parts = writeStore();
  const result = await runTool(PRINT_PLACES, { stdout: "places" }, [
    ...parts.map((path) => ["store", `bin/${path}`, path]),
    ["store", "bin/node_modules/main", "node_modules/main"],
    ["link", "bin/node_modules/main", "node_modules/main"],
  ]);
  assert.equal(result.stderr, "");
  const store = "file://node_modules/.aspect_rules_js";
  assert.equal(read("places"), `${store}/main@1/node_modules/main/index.js ${store}/dep@1/node_modules/dep/index.js\n`);
});

test("a bundled package has all of its files: tools read their own documents and types", async () => {
  const [main] = writeStore();
  for (const name of ["index.d.ts", "types/a.d.mts", "README.md", "src/data.json"]) write(`bin/${main}/${name}`, "");
  const result = await runTool(
    `import { readdirSync } from "node:fs";
     for (const root of ["stored", "copied"])
       console.log(readdirSync(root, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).map((e) => e.name).sort().join(" "));`,
    { stdout: "names" },
    [
      ["store", `bin/${main}`, "stored"],
      ["copy", `bin/${main}`, "copied"],
    ],
  );
  assert.equal(result.stderr, "");
  const all = "README.md a.d.mts data.json index.d.ts index.js package.json\n";
  assert.equal(read("names"), all + all);
});

test("a signal goes on to the tool, and the stage is removed", async () => {
  write("in/tool.mjs", `setInterval(() => {}, 1000); console.log("ready");`);
  const child = start({ test: true }, [["copy", "in/tool.mjs", "tool.mjs"]]);
  child.stdout.once("data", () => child.kill("SIGTERM"));
  const result = await finish(child);
  assert.equal(result.code, 128 + 15);
  assert.match(result.stderr, /\/\/app:tool: tool\.mjs was killed by SIGTERM/);
  assert.deepEqual(leftInTmp(), []);
});

test("a test's inputs are found from its manifest, whatever the working directory", async () => {
  write("runfiles/app/tool.mjs", `console.log(process.env.TEST_TMPDIR)`);
  const run = { label: "//app:t", entry: "app/tool.mjs", args: [], chdir: "", env: {}, outs: [], test: true, self: "app/t.ndjson" };
  write("runfiles/app/t.ndjson", [run, ["copy", "app/tool.mjs", "app/tool.mjs"]].map((line) => JSON.stringify(line)).join("\n"));
  const child = spawn(process.execPath, [DRIVER, "runfiles/app/t.ndjson"], { cwd: root, env: { TMPDIR: join(root, "tmp"), TEST_TMPDIR: "kept" } });
  assert.deepEqual(await finish(child), { code: 0, stdout: "kept\n", stderr: "" });
});

test("the tool runs on the Node.js that rules_js names, not on the script that rules_js makes process.execPath", async () => {
  write("in/tool.mjs", `console.log(process.execPath, process.env.PATH.split(":")[0])`);
  const header = { label: "//app:tool", entry: "tool.mjs", args: [], chdir: "", env: {}, outs: [], stdout: "said" };
  write("manifest", [header, ["copy", "in/tool.mjs", "tool.mjs"]].map((line) => JSON.stringify(line)).join("\n"));
  const disguise = "data:text/javascript,process.execPath='/no/such/script'";
  const child = spawn(process.execPath, ["--import", disguise, DRIVER, "manifest"], {
    cwd: root,
    env: { TMPDIR: join(root, "tmp"), JS_BINARY__NODE_BINARY: process.execPath },
  });
  assert.deepEqual(await finish(child), { code: 0, stdout: "", stderr: "" });
  assert.equal(read("said"), `${process.execPath} ${dirname(process.execPath)}\n`);
});
