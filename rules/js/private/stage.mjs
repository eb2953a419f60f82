/**
 * Runs one JavaScript tool on a private copy of its declared inputs:
 *
 *     node stage.mjs MANIFEST
 *
 * Web tools write beside their sources, follow links to files that were not declared, and record the absolute
 * paths of what they read. In a stage they may: it is private, writable, and always at the same path
 * (rules/js/private/stage_folder.mjs).
 *
 * The manifest (rules/js/private/manifest.bzl) is one JSON value a line, first the run, then what is staged:
 *
 *     {"label", "entry", "args", "chdir", "env", "tools": {variable: program}, "inherit", "outs": [[stage path, output,
 *      is directory]], "stdout", "test", "self"}
 *     ["copy", from, to]  a file, or a directory of sources, as real files
 *     ["tree", from, to]  a directory that an action made, as real files
 *     ["store", from, to] part of a node_modules store: a package as real files, or its link to another package
 *     ["link", from, to]  a link to the package where it lies: nothing is copied
 *
 * `from` is relative to the working directory (in a test: to the runfiles of the main repository), `to` and stage
 * paths to the stage's workspace. Exit codes: the tool's own; 128 + n when signal n ended it; 70 when it could
 * not be run or did not write what it declared.
 */
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import { constants } from "node:os";
import { dirname, join, resolve } from "node:path";
import { releaseFolder, takeFolder } from "./stage_folder.mjs";

const DRIVER_FAILED = 70;

/**
 * The Node.js that the tool runs on: this one. Under a js_test of rules_js, process.execPath is a script that needs
 * variables which the tool does not get, and this variable names the program.
 */
const NODE = resolve(process.env.JS_BINARY__NODE_BINARY || process.execPath);

/** A mistake in what was declared: reported without a stack. */
class StageError extends Error {}

function readManifest(path) {
  const [run, ...entries] = fs.readFileSync(path, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
  return { run, entries };
}

/** Where relative `from` paths start: a test's working directory is not promised, but its manifest's place is. */
function sourceRoot(run, manifestPath) {
  return run.self ? resolve(manifestPath).slice(0, -run.self.length) : process.cwd();
}

const made = new Set();

function makeDirectory(path) {
  if (made.has(path)) return;
  fs.mkdirSync(path, { recursive: true });
  made.add(path);
}

/** Copies with every link followed: in a sandbox each file of a directory is a link. */
function copy(from, to) {
  const stat = fs.statSync(from);
  if (!stat.isDirectory()) {
    makeDirectory(dirname(to));
    fs.copyFileSync(from, to);
    if (!(stat.mode & 0o200)) fs.chmodSync(to, stat.mode | 0o200);
    return;
  }
  makeDirectory(to);
  for (const name of fs.readdirSync(from)) copy(join(from, name), join(to, name));
}

/** Bazel leaves an empty directory out of a test's runfiles. */
function tree(from, to) {
  if (fs.existsSync(from)) copy(from, to);
  else makeDirectory(to);
}

function store(from, to) {
  const target = fs.lstatSync(from).isSymbolicLink() ? fs.readlinkSync(from) : "/";
  if (target.startsWith("/")) return copy(from, to);
  makeDirectory(dirname(to));
  fs.symlinkSync(target, to);
}

function link(from, to) {
  makeDirectory(dirname(to));
  try {
    fs.symlinkSync(from, to);
  } catch (error) {
    // Already there as real files.
    if (error.code !== "EEXIST") throw error;
  }
}

const PLACE = { copy, tree, store, link };

function placeInputs(entries, root, workspace) {
  for (const [kind, from, to] of entries) {
    try {
      PLACE[kind](resolve(root, from), join(workspace, to));
    } catch (error) {
      throw new StageError(`cannot stage ${from} as ${to}: ${error.message}`);
    }
  }
}

/** What the launchers of tests, and Bazel where it is told to inherit --action_env, add to what was asked for. */
const LAUNCHERS_OWN = { test: /^(JS_BINARY__|BAZEL_|NODE_OPTIONS$)/, inherit: /^LD_LIBRARY_PATH$/ };

function inheritedEnvironment(run) {
  const launchersOwn = LAUNCHERS_OWN[run.test ? "test" : "inherit"];
  if (!run.test && !run.inherit) return {};
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !launchersOwn.test(name)));
}

/** The programs that the tool starts, where they lie: what they need lies beside them. */
const programs = (run) => Object.fromEntries(Object.entries(run.tools ?? {}).map(([name, path]) => [name, resolve(path)]));

function toolEnvironment(run, base) {
  return {
    ...inheritedEnvironment(run),
    PATH: [dirname(NODE), "/usr/bin", "/bin"].join(":"),
    HOME: join(base, "home"),
    TMPDIR: join(base, "tmp"),
    LC_ALL: "C.UTF-8",
    TZ: "UTC",
    NO_COLOR: "1",
    CI: "1",
    ...run.env,
    ...programs(run),
  };
}

/** Runs the tool; resolves to its exit code. Signals sent to the driver go on to the tool. */
function runTool(run, base, stdio) {
  const workspace = join(base, "workspace");
  const cwd = join(workspace, run.chdir);
  const entry = join(workspace, run.entry);
  if (!fs.existsSync(entry)) throw new StageError(`entry "${run.entry}" is not a staged file`);
  makeDirectory(cwd);
  const child = spawn(NODE, [entry, ...run.args], {
    cwd,
    stdio: ["ignore", ...stdio],
    env: toolEnvironment(run, base),
  });
  for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("exit", (code, signal) => {
      if (signal) process.stderr.write(`${run.label}: ${run.entry} was killed by ${signal}\n`);
      done(code ?? 128 + constants.signals[signal]);
    });
  });
}

/** Fails naming every declared output that is not there, before any is copied. */
function checkOutputs(run, workspace) {
  const problems = run.outs.flatMap(([path, , isDirectory]) => {
    const stat = fs.statSync(join(workspace, path), { throwIfNoEntry: false });
    if (stat?.isDirectory() === isDirectory) return [];
    const kind = isDirectory ? "directory" : "file";
    if (stat) return [`"${path}" is declared as a ${kind}, but is ${isDirectory ? "a file" : "a directory"}`];
    const parent = dirname(join(workspace, path));
    const siblings = fs.existsSync(parent) ? fs.readdirSync(parent).join(", ") : "";
    return [`the declared ${kind} "${path}" was not written; beside it: ${siblings || "nothing"}`];
  });
  if (problems.length) throw new StageError(`${run.entry} succeeded, but ${problems.join("; ")}`);
}

/** Runs an action's tool: its output is kept back, and shown where it says something of interest. */
async function runAction(run, base) {
  const workspace = join(base, "workspace");
  const logs = ["stdout", "stderr"].map((name) => join(base, name));
  for (const [path] of run.outs) makeDirectory(dirname(join(workspace, path)));
  const code = await runTool(run, base, logs.map((log) => fs.openSync(log, "w")));
  const [stdout, stderr] = logs.map((log) => fs.readFileSync(log, "utf8").replaceAll(workspace + "/", ""));
  if (code !== 0) process.stdout.write(stdout);
  process.stderr.write(stderr);
  if (code !== 0) return code;
  checkOutputs(run, workspace);
  for (const [path, out] of run.outs) copy(join(workspace, path), resolve(out));
  if (run.stdout) fs.writeFileSync(run.stdout, stdout);
  return 0;
}

async function main(manifestPath) {
  if (!manifestPath) throw new StageError("usage: stage.mjs MANIFEST");
  const { run, entries } = readManifest(manifestPath);
  const base = await takeFolder(run.test);
  try {
    placeInputs(entries, sourceRoot(run, manifestPath), join(base, "workspace"));
    return await (run.test ? runTool(run, base, ["inherit", "inherit"]) : runAction(run, base));
  } catch (error) {
    throw error instanceof StageError ? new StageError(`${run.label}: ${error.message}`) : error;
  } finally {
    releaseFolder(base);
  }
}

try {
  process.exitCode = await main(process.argv[2]);
} catch (error) {
  console.error(error instanceof StageError ? error.message : error);
  process.exitCode = DRIVER_FAILED;
}
