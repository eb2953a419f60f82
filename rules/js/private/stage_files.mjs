/** Puts inputs into a stage, and outputs back: the kinds of entries that stage.mjs describes. */
import * as fs from "node:fs";
import { dirname, join, resolve } from "node:path";

/** A mistake in what was declared: reported without a stack. */
export class StageError extends Error {}

export function makeDirectory(path) {
  if (!fs.existsSync(path)) fs.mkdirSync(path, { recursive: true });
}

/** Copies with every link followed: in a sandbox each file of a directory is a link. */
export function copy(from, to) {
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

export function placeInputs(entries, root, workspace) {
  for (const [kind, from, to] of entries) {
    try {
      PLACE[kind](resolve(root, from), join(workspace, to));
    } catch (error) {
      throw new StageError(`cannot stage ${from} as ${to}: ${error.message}`);
    }
  }
}
