/**
 * Starts a packed app with a stub of Electron, and follows what it asks for:
 *
 *     node check.mjs ASAR LABEL
 *
 * What the app loads from itself (preload scripts, pages and what
 * they refer to, native modules, workers, programs, images) must be in the archive; what it asks of Electron beside that
 * is answered by something that agrees to everything. Prints what was asked for. Exits with 1 after one line for each thing
 * that is missing, which says who asked for it, or with what ended the app.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { extractAll } from "@electron/asar";

import { problemsOf } from "./problems.mjs";

// Much longer than an app takes that has nothing to wait for.
const LIMIT_MS = 60_000;

const part = (name) => fileURLToPath(new URL(name, import.meta.url));

/**
 * The folder that Electron calls resources: the app as it sees it, and the stub, which Node.js finds above it. Not below
 * the stage, where Node.js would find the packages of tools as well.
 */
function unpackApp(asar) {
  const resources = join(realpathSync(mkdtempSync(join(tmpdir(), "app-"))), "resources");
  const app = join(resources, "app.asar");
  mkdirSync(app, { recursive: true });
  extractAll(asar, app);
  if (existsSync(`${asar}.unpacked`)) cpSync(`${asar}.unpacked`, `${app}.unpacked`, { dereference: true, recursive: true });
  cpSync(part("electron"), join(resources, "node_modules/electron"), { dereference: true, recursive: true });
  mkdirSync(join(resources, "node_modules/original-fs"));
  writeFileSync(join(resources, "node_modules/original-fs/index.js"), 'module.exports = require("node:fs");\n');
  return { resources, app };
}

/** Runs one program of the app; returns what it asked for, in the order in which it did. */
function run({ app, resources }, script, path, more) {
  const asked = join(mkdtempSync(join(resources, "../asked-")), "asks.ndjson");
  writeFileSync(asked, "");
  const env = { ...process.env, APP_ASKED: asked, APP_FOLDER: app, APP_RESOURCES: resources, ...more };
  const { error, signal, status, stderr } = spawnSync(process.execPath, [join(resources, "node_modules/electron", script), path], { cwd: resources, encoding: "utf8", env, killSignal: "SIGKILL", timeout: LIMIT_MS });
  const asks = readFileSync(asked, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
  return { asks, error, signal, status, stderr };
}

/** Starts the main process, then each preload script in the way in which its window would. */
function start(place) {
  const main = createRequire(join(place.app, "package.json")).resolve(place.app);
  const runs = [run(place, "run_main.js", main, { APP_PROCESS: "browser" })];
  const preloads = new Map(runs[0].asks.filter(({ exists, kind }) => kind === "preload script" && exists).map((ask) => [`${ask.path} ${ask.isSandboxed}`, ask]));
  for (const { isSandboxed, path } of preloads.values()) {
    runs.push(run(place, "run_preload.js", path, { APP_PROCESS: "renderer", APP_SANDBOXED: isSandboxed ? "1" : "" }));
  }
  return runs;
}

const [asar, label] = process.argv.slice(2);
const place = unpackApp(asar);
const runs = start(place);
const problems = problemsOf(runs, place);
for (const problem of problems) console.error(`${label}: ${problem}`);
if (problems.length) console.error(`${label}: this is what a start of the app with a stub of Electron found; "start_check = False" leaves it out`);
for (const { kind, name, path } of runs.flatMap(({ asks }) => asks)) if (kind !== "error") console.log(`${kind} ${name ?? path}`);
process.exitCode = problems.length ? 1 : 0;
