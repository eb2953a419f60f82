/** Programs that make packages: makensis, mksquashfs, xorriso. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { basename } from "node:path";

import { PackageError } from "./package_error.mjs";

/**
 * Runs the program at `path`, which an attribute names, and fails unless it wrote `out`, `what` people call it. What the program
 * says is shown where it fails; with `isTerse`, for one that otherwise says nothing but warnings, always.
 */
export function runProgram({ attribute, path, args, env = process.env, out, what, isTerse = false }) {
  const program = basename(path);
  const { error, status, stderr, stdout } = spawnSync(path, args, { encoding: "utf8", env, stdio: ["ignore", "pipe", "pipe"] });
  if (error) throw new PackageError(`${attribute}: ${program} does not start: ${error.code}`);
  if (isTerse || status !== 0) process.stderr.write(stdout + stderr);
  if (status !== 0) throw new PackageError(`${attribute}: ${program} exited with ${status}`);
  if (!existsSync(out)) throw new PackageError(`${attribute}: ${program} succeeded, but wrote no ${what}`);
}
