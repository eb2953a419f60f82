/**
 * Runs one JavaScript tool on a private copy of its declared inputs:
 *
 *     node stage.mjs @MANIFEST
 *
 * Web tools write beside their sources, follow links to files that were not declared, and record the absolute
 * paths of what they read. In a stage they may: it is private, writable, and always at the same path
 * (rules/js/private/stage_folder.mjs).
 *
 * The manifest (rules/js/private/manifest.bzl) is one JSON value a line, first the run, then what is staged:
 *
 *     {"label", "entry", "args", "chdir", "env", "tools": {variable: program}, "inherit", "outs": [[stage path, output,
 *      is directory]], "stdout", "test", "self", "keeps"}
 *     ["copy", from, to]  a file, or a directory of sources, as real files
 *     ["tree", from, to]  a directory that an action made, as real files
 *     ["store", from, to] part of a node_modules store: a package as real files, or its link to another package
 *     ["link", from, to]  a link to the package where it lies: nothing is copied
 *
 * `from` is relative to the working directory (in a test: to the runfiles of the main repository), `to` and stage
 * paths to the stage's workspace. Exit codes: the tool's own; 128 + n when signal n ended it; 70 when it could
 * not be run or did not write what it declared.
 *
 * With --persistent_worker it is a worker of Bazel's (rules/js/private/worker.mjs), which gets manifests as requests.
 */
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import { constants } from "node:os";
import { join, resolve } from "node:path";
import { placeInputs, StageError } from "./stage_files.mjs";
import { releaseFolder, takeFolder } from "./stage_folder.mjs";
import { deliver, DRIVER_FAILED, NODE, prepareTool, toolEnvironment } from "./stage_tool.mjs";

function readManifest(path) {
  const [run, ...entries] = fs.readFileSync(path, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
  return { run, entries };
}

/** Where relative `from` paths start: a test's working directory is not promised, but its manifest's place is. */
function sourceRoot(run, manifestPath) {
  return run.self ? resolve(manifestPath).slice(0, -run.self.length) : process.cwd();
}

/** Runs the tool; resolves to its exit code. Signals sent to the driver go on to the tool. */
function runTool(run, base, stdio) {
  const { entry, cwd } = prepareTool(run, join(base, "workspace"));
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

/** Runs an action's tool: its output is kept back, and shown where it says something of interest. */
async function runAction(run, base) {
  const logs = ["stdout", "stderr"].map((name) => join(base, name));
  const code = await runTool(run, base, logs.map((log) => fs.openSync(log, "w")));
  try {
    const shown = deliver(run, join(base, "workspace"), code, logs.map((log) => fs.readFileSync(log, "utf8")));
    process.stdout.write(shown.stdout);
    process.stderr.write(shown.stderr);
  } catch (error) {
    process.stderr.write(error.shown ?? "");
    throw error;
  }
  return code;
}

async function main(argument) {
  if (!argument) throw new StageError("usage: stage.mjs @MANIFEST");
  // Bazel's workers need the @; a test's manifest comes without.
  const manifestPath = argument.replace(/^@/, "");
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

const argument = process.argv.at(-1);
try {
  if (argument === "--persistent_worker") await (await import("./worker.mjs")).serve();
  else process.exitCode = await main(process.argv[2]);
} catch (error) {
  console.error(error instanceof StageError ? error.message : error);
  process.exitCode = DRIVER_FAILED;
}
