// Checks every line of `tk --json` against its schema: of all recorded builds, played by a stand-in for Bazel, and of
// builds by a real one.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { after, test } from "node:test";
import Ajv2020 from "ajv/dist/2020.js";

const runfiles = (name) => resolve(process.env.JS_BINARY__RUNFILES ?? ".", process.env.JS_BINARY__WORKSPACE ?? ".", process.env[name]);
const tk = runfiles("TK");
const fixture = runfiles("FIXTURE");
const recordings = runfiles("RECORDINGS");
const schema = JSON.parse(readFileSync(runfiles("SCHEMA"), "utf8"));

// Exit codes are no part of the recordings: the table has those of the newer ones. What is in neither succeeded.
const EXIT_CODES = {
  action_failure: 1,
  analysis_error: 1,
  bad_flag: 2,
  colourful: 1,
  default_events: 1,
  interrupted: 8,
  keep_going: 1,
  loading_error: 1,
  plain_test: 3,
  tests: 3,
  verbose_failures: 1,
};
for (const row of readFileSync(join(recordings, "exits.tsv"), "utf8").trimEnd().split("\n")) {
  const [name, code] = row.split("\t");
  EXIT_CODES[name] = Number(code);
}

const integers = Object.fromEntries(["int32", "uint8", "uint32", "uint64"].map((name) => [name, Number.isInteger]));
const numbers = Object.fromEntries(
  Object.entries({ ...integers, double: Number.isFinite }).map(([name, validate]) => [name, { type: "number", validate }]),
);
const isLine = new Ajv2020({ allErrors: true, formats: numbers }).compile(schema);

/** Fails with the line and what is wrong with it. */
function assertLine(line) {
  const event = JSON.parse(line);
  if (!isLine(event)) assert.fail(`${line.slice(0, 2000)}\nis not as the schema says: ${JSON.stringify(isLine.errors, null, 1).slice(0, 4000)}`);
  return event;
}

/** Runs tk --json, checks each line and what holds for all runs, and returns the events. */
function events(workspace, bazel, args, code) {
  const { status, stdout, stderr, error } = spawnSync(tk, args, {
    cwd: workspace,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { PATH: "/usr/bin:/bin", HOME: join(workspace, "../home"), USER: "tester", TK_ROOT: workspace, TK_BAZEL_BIN: bazel },
  });
  assert.equal(error, undefined);
  assert.equal(status, code, `${args.join(" ")} ended with ${status}:\n${stdout}\n${stderr}`);
  const lines = stdout.split("\n").slice(0, -1);
  const all = lines.map(assertLine);
  assert.equal(all[0].event, "started");
  assert.deepEqual(all.flatMap(({ event }, at) => (event === "finished" ? [at] : [])), [all.length - 1]);
  assert.equal(all.at(-1).exitCode, status);
  assert.ok(!stderr.split("\n").some((line) => line.startsWith("{")), stderr);
  return all;
}

const named = (all, name) => all.filter(({ event }) => event === name);

test("the schema refuses what is no line", () => {
  const good = { version: 1, event: "output", timeMs: 1.5, text: "x", label: null, mnemonic: null, step: null };
  assert.ok(isLine(good), JSON.stringify(isLine.errors));
  const wrong = [
    { ...good, version: 2 },
    { ...good, version: undefined },
    { ...good, event: "elsewhere" },
    { ...good, text: undefined },
    { ...good, label: undefined },
    { ...good, timeMs: "1.5" },
    { version: 1, timeMs: 0, event: "step", name: "a", state: "gone", actions: 0, after: [] },
    { version: 1, timeMs: 0, event: "step", name: "a", state: "passed", actions: -1, after: [] },
    { version: 1, timeMs: 0, event: "step", name: "a", state: "passed", actions: 1.5, after: [] },
    { version: 1, timeMs: 0, event: "finished", exitCode: 0 },
  ];
  for (const line of wrong) assert.ok(!isLine(JSON.parse(JSON.stringify(line))), JSON.stringify(line));
});

const scratch = mkdtempSync(join(process.env.TEST_TMPDIR ?? tmpdir(), "machine-output-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

/** A workspace whose Bazel writes a recording's bytes, and that ends with a code. */
function played(recording, code) {
  const workspace = join(scratch, recording, "checkout");
  mkdirSync(workspace, { recursive: true });
  writeFileSync(join(workspace, "MODULE.bazel"), "");
  writeFileSync(join(workspace, "recording"), readFileSync(join(recordings, `${recording}.bep`)));
  const bazel = join(workspace, "bazel");
  const script = `for argument in "$@"; do
  case $argument in --build_event_binary_file=*) cat recording >"\${argument#*=}" ;; esac
done
exit ${code}
`;
  writeFileSync(bazel, `#!/bin/sh\n${script}`);
  chmodSync(bazel, 0o755);
  return { workspace, bazel };
}

const names = readdirSync(recordings).filter((file) => file.endsWith(".bep")).map((file) => basename(file, ".bep"));
assert.ok(names.length >= 20, `only ${names.length} recordings`);

for (const name of names) {
  test(`recorded: ${name}`, () => {
    const code = EXIT_CODES[name] ?? 0;
    const { workspace, bazel } = played(name, code);
    for (const verb of ["build", "test"]) {
      const all = events(workspace, bazel, [verb, "--json"], code);
      const finished = all.at(-1);
      // A build that is repeated tells of each attempt.
      const last = all.slice(all.findLastIndex(({ event }) => event === "started"));
      const told = named(last, "failure").map(({ label }) => label);
      const reported = finished.report.failures.filter(({ label }) => label).map(({ label }) => label);
      assert.deepEqual([...told].filter((label) => label).sort(), reported.sort());
      assert.equal(finished.interrupted, code === 8);
    }
  });
}

test("recorded: a broken build is repeated", () => {
  const { workspace, bazel } = played("server_killed", 37);
  const all = events(workspace, bazel, ["build", "--json", "--retries=1"], 37);
  assert.deepEqual(
    named(all, "retry").map(({ number, of, exitCode, pauseMs }) => [number, of, exitCode, pauseMs]),
    [[1, 1, 37, 1000]],
  );
  assert.equal(named(all, "started").length, 2);
});

test("recorded: an unknown step ends with an error", () => {
  const { workspace, bazel } = played("null_rebuild", 0);
  const { status, stdout } = spawnSync(tk, ["build", "--json", "no-step"], { cwd: workspace, encoding: "utf8", env: { TK_ROOT: workspace, TK_BAZEL_BIN: bazel } });
  assert.equal(status, 64);
  // It is known before Bazel is asked to build: there is nothing to tell but the end.
  const all = stdout.split("\n").slice(0, -1).map(assertLine);
  assert.deepEqual(all.map(({ event, exitCode }) => [event, exitCode]), [["finished", 64]]);
  assert.match(all[0].error, /no step named "no-step"/);
});

test("real Bazel", { timeout: 600_000 }, async (context) => {
  const bazel = process.env.TK_BAZEL_BIN;
  assert.ok(bazel && existsSync(bazel), "these tests run a real Bazel: set TK_BAZEL_BIN to its path (./tk does)");
  const workspace = join(scratch, "real/checkout");
  mkdirSync(workspace, { recursive: true });
  const copy = (from, to) => writeFileSync(join(workspace, to), readFileSync(join(fixture, from)));
  copy("fixture.bzl", "fixture.bzl");
  copy("BUILD.fixture", "BUILD.bazel");
  copy("MODULE.fixture", "MODULE.bazel");
  const rc = readFileSync(join(fixture, "bazelrc.fixture"), "utf8");
  writeFileSync(join(workspace, ".bazelrc"), `${rc}startup --output_user_root=${join(scratch, "real/output")} --max_idle_secs=60 --host_jvm_args=-Xmx512m\n`);
  const source = (text) => writeFileSync(join(workspace, "source.txt"), text);
  source("content\n");
  writeFileSync(join(workspace, "note.in"), "updated\n");
  writeFileSync(join(workspace, "note.txt"), "updated\n");
  after(() => {
    spawnSync(bazel, ["shutdown"], { cwd: workspace, env: { HOME: join(workspace, "../home"), USER: "tester", PATH: "/usr/bin:/bin" } });
    spawnSync("chmod", ["-R", "u+w", scratch]);
  });
  const run = (args, code) => events(workspace, bazel, args, code);

  await context.test("a build, then nothing to do", () => {
    const all = run(["build", "--json"], 0);
    const passed = named(all, "step").filter(({ state }) => state === "passed").map(({ name }) => name);
    assert.deepEqual(passed.sort(), ["check", "page-build", "program-build"]);
    assert.ok(named(all, "action").some(({ label, step }) => label === "//:checked" && step === "check"));
    assert.ok(named(all, "progress").length > 0);
    assert.deepEqual({ ...all.at(-1).artifacts, bytes: 0 }, { folder: "dist/linux-x64", files: 2, changed: 2, bytes: 0 });
    assert.equal(all.at(-1).nothingToDo, false);
    const again = run(["build", "--json"], 0);
    assert.equal(again.at(-1).nothingToDo, true);
  });
  await context.test("a failing build", () => {
    source("wrong\n");
    const all = run(["build", "--json"], 1);
    const [failure] = named(all, "failure");
    assert.equal(failure.exitCode, 7);
    assert.match(failure.log, /that is wrong/);
    assert.ok(all.indexOf(failure) < all.length - 1);
    source("exit 0\n");
  });
  await context.test("tests", () => {
    const all = run(["test", "--json", "//:good_test", "//:bad_test"], 3);
    assert.deepEqual(named(all, "test").map(({ label, status }) => [label, status]).sort(), [["//:bad_test", "failed"], ["//:good_test", "passed"]]);
  });
  await context.test("verify and gen", () => {
    const verified = run(["verify", "--json"], 0);
    assert.ok(named(verified, "finding").length > 0 && named(verified, "finding").every(({ passed }) => passed));
    writeFileSync(join(workspace, "note.txt"), "old\n");
    run(["gen", "--check", "--json"], 75);
    const generated = run(["gen", "--json"], 0);
    assert.deepEqual(named(generated, "generated").map(({ label, exitCode }) => [label, exitCode]), [["//:note", 0]]);
  });
});
