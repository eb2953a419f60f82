/**
 * Signs an artifact with a program of the user's:
 *
 *     TK_SIGNER=PROGRAM node sign.mjs SPEC
 *
 * SPEC is written by signing.bzl. Exits with 1 after what the program said, and one line that says what failed.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

import { digestOf } from "./digest.mjs";
import { chosen } from "./files.mjs";
import { SigningError } from "./signing_error.mjs";

/** The arguments, with paths and names in place of words in braces. */
function filled(args, values) {
  return args.map((text) => text.replace(/\{(\w+)\}/g, (word, name) => values[name] ?? word));
}

/** Runs the program; what it says is of interest where it fails. Arguments may be secret, and are not repeated. */
function run(args, values, what) {
  const { error, signal, status, stderr, stdout } = spawnSync(process.env.TK_SIGNER, filled(args, values), { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  if (error) throw new SigningError(`tool: ${basename(process.env.TK_SIGNER)} does not start: ${error.code}`);
  if (status === 0) return;
  process.stderr.write(stdout + stderr);
  throw new SigningError(`tool: ${basename(process.env.TK_SIGNER)} ${signal ? `was ended by ${signal}` : `exited with ${status}`} ${what}`);
}

/** Signs a file or a folder where it lies. */
function sign(spec, path, name) {
  const values = {
    ...Object.fromEntries(Object.entries(spec.data).map(([word, file]) => [word, resolve(file)])),
    file: resolve(path),
    identity: spec.identity,
    out: resolve("written", name),
  };
  const before = digestOf(path);
  rmSync("written", { recursive: true, force: true });
  mkdirSync(dirname(values.out), { recursive: true });
  run(spec.args, values, `for ${name}`);
  if (existsSync(values.out)) {
    rmSync(path, { recursive: true });
    renameSync(values.out, path);
  }
  if (digestOf(path) === before) throw new SigningError(`tool: ${basename(process.env.TK_SIGNER)} succeeded, but left ${name} as it was: it is not ${spec.done}; let it change {file}, or write {out}`);
  if (spec.verifyArgs.length) run(spec.verifyArgs, values, `when it checked ${name}`);
}

async function signZip(spec) {
  const { unzip } = await import("../package/unzip.mjs");
  const { zipFolder } = await import("../package/zip.mjs");
  await unzip(spec.artifact, "unzipped");
  const [root] = readdirSync("unzipped");
  for (const path of chosen(join("unzipped", root), spec)) sign(spec, join("unzipped", root, path), path);
  await zipFolder(join("unzipped", root), root, spec.out);
}

function signFile(spec) {
  copyFileSync(spec.artifact, spec.out);
  sign(spec, spec.out, basename(spec.artifact));
}

/** Passes the artifact on as it is, and says so. */
function leave(spec) {
  console.error(`WARNING: ${spec.label}: ${spec.artifact} is NOT ${spec.done}: there is no identity. Set ${spec.setting}; ${spec.requiredSetting} makes this an error`);
  copyFileSync(spec.artifact, spec.out);
}

const spec = JSON.parse(readFileSync(process.argv[2], "utf8"));
try {
  mkdirSync(dirname(spec.out), { recursive: true });
  if (!spec.identity) leave(spec);
  else if (spec.isZip) await signZip(spec);
  else signFile(spec);
  if (statSync(spec.out).size === 0) throw new SigningError(`tool: ${basename(process.env.TK_SIGNER)} wrote an empty file`);
} catch (error) {
  console.error(error instanceof SigningError ? `${spec.label}: ${error.message}` : error);
  process.exitCode = 1;
}
