/**
 * Starts an app with Electron as its archive has it:
 *
 *     node start.mjs SPEC [ARGUMENT...]
 *
 * SPEC, below the runfiles of the main repository, is written by electron_start.bzl: {"archive", "asar", "platform",
 * "version"}, the files likewise below the runfiles. The archive is unpacked once: into .tk/dev/ of the checkout where
 * there is one, else for this run. Arguments go to the app; signals, too. Exit codes: the app's own, 128 + n when
 * signal n ended it, 70 when Electron cannot be unpacked or started.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { unzip } from "./package/unzip.mjs";

const FAILED = 70;
const PROGRAMS = { darwin: "Electron.app/Contents/MacOS/Electron", linux: "electron", win32: "electron.exe" };

const runfiles = join(process.env.JS_BINARY__RUNFILES, process.env.JS_BINARY__WORKSPACE ?? "_main");

/** Unpacks beside the folder and renames: who looks sees all of it or nothing. */
async function unpack(archive, folder) {
  mkdirSync(dirname(folder), { recursive: true });
  const made = mkdtempSync(folder + "-");
  await unzip(archive, made);
  try {
    renameSync(made, folder);
  } catch (error) {
    // Somebody else was faster.
    rmSync(made, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

/** The unpacked archive. Its name has the archive's digest: another archive is another folder. */
async function electron({ archive, platform, sha256, version }) {
  const state = join(process.env.BUILD_WORKSPACE_DIRECTORY ?? "", ".tk");
  const isKept = existsSync(state);
  const base = isKept ? join(state, "dev") : mkdtempSync(join(tmpdir(), "electron-"));
  if (!isKept) process.on("exit", () => rmSync(base, { recursive: true, force: true }));
  const folder = join(base, `electron-${version}-${platform}-${sha256.slice(0, 8) || "unchecked"}`);
  if (!existsSync(folder)) await unpack(join(runfiles, archive), folder);
  return join(folder, PROGRAMS[platform.split("-")[0]]);
}

async function main([path, ...words]) {
  const spec = JSON.parse(readFileSync(join(runfiles, path), "utf8"));
  const child = spawn(await electron(spec), [join(runfiles, spec.asar), ...words], { stdio: "inherit" });
  for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  return new Promise((done, fail) => {
    child.on("error", fail).on("exit", (code, signal) => done(code ?? 128 + constants.signals[signal]));
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`Electron cannot be started: ${error.message}`);
  process.exitCode = FAILED;
}
