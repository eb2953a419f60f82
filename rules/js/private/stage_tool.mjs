/** What a tool on a stage gets, and what is expected of it: the same for each way of running it. */
import * as fs from "node:fs";
import { dirname, join, resolve } from "node:path";
import { copy, makeDirectory, StageError } from "./stage_files.mjs";

/** What it means that the tool could not be run, or did not write what it declared. */
export const DRIVER_FAILED = 70;

/**
 * The Node.js that the tool runs on: this one. Under a js_test of rules_js, process.execPath is a script that needs
 * variables which the tool does not get, and this variable names the program.
 */
export const NODE = resolve(process.env.JS_BINARY__NODE_BINARY || process.execPath);

/** What the launchers of tests, and Bazel where it is told to inherit --action_env, add to what was asked for. */
const LAUNCHERS_OWN = { test: /^(JS_BINARY__|BAZEL_|NODE_OPTIONS$)/, inherit: /^LD_LIBRARY_PATH$/ };

function inheritedEnvironment(run) {
  const launchersOwn = LAUNCHERS_OWN[run.test ? "test" : "inherit"];
  if (!run.test && !run.inherit) return {};
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !launchersOwn.test(name)));
}

/** The programs that the tool starts, where they lie: what they need lies beside them. */
const programs = (run) => Object.fromEntries(Object.entries(run.tools ?? {}).map(([name, path]) => [name, resolve(path)]));

export function toolEnvironment(run, base) {
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

/** Where the tool starts, and its script; makes the folders that it writes to. */
export function prepareTool(run, workspace) {
  const entry = join(workspace, run.entry);
  if (!fs.existsSync(entry)) throw new StageError(`entry "${run.entry}" is not a staged file`);
  const cwd = join(workspace, run.chdir);
  makeDirectory(cwd);
  for (const [path] of run.outs) makeDirectory(dirname(join(workspace, path)));
  return { entry, cwd };
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

/**
 * Gives an action's results to Bazel.
 *
 * @param run the run.
 * @param workspace where the tool ran.
 * @param code the tool's exit code.
 * @param logs what it printed to stdout and to stderr.
 * @param place gives the text, rid of the workspace's path, with the path that the stage usually has.
 * @return what Bazel is to show of each; of stdout, only what a tool that failed printed.
 */
export function deliver(run, workspace, code, logs, place = (text) => text) {
  const [stdout, stderr] = logs.map((text) => place(text.replaceAll(workspace + "/", "")));
  if (code !== 0) return { stdout, stderr };
  try {
    checkOutputs(run, workspace);
  } catch (error) {
    throw Object.assign(error, { shown: stderr });
  }
  for (const [path, out] of run.outs) copy(join(workspace, path), resolve(out));
  if (run.stdout) fs.writeFileSync(run.stdout, stdout);
  return { stdout: "", stderr };
}
