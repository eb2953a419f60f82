/**
 * A stage that is kept from one request to the next. What a tool changes or adds is undone, so that the next one finds
 * what it would in a new stage: every file is known by its inode and the time of its last change of any kind.
 */
import * as fs from "node:fs";
import { dirname, join, relative } from "node:path";
import { STAGE_PARTS, makeFolder, releaseFolder, takePlace, usualPlace } from "./stage_folder.mjs";
import { placeInputs } from "./stage_files.mjs";

const DIRECTORY = "directory";

function signature(path) {
  const stat = fs.lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (!stat) return undefined;
  return stat.isDirectory() ? DIRECTORY : `${stat.ino} ${stat.ctimeNs} ${stat.size}`;
}

/** The entry that holds for each path: the last one; a link gives way to real files. */
function byPath(entries) {
  const found = new Map();
  for (const entry of entries) {
    if (entry.row[0] !== "link" || !found.has(entry.to)) found.set(entry.to, entry);
  }
  return found;
}

const isBelow = (path, folder) => path.startsWith(folder + "/");

export class WorkerStage {
  /** The folder under the name of its own; while `at` differs, it is at the place of actions. */
  #home;
  #at;
  /** What was staged: stage path to entry. */
  #placed = new Map();
  /** What is there by that: path in the workspace to signature. */
  #known = new Map();

  static async make() {
    const stage = new WorkerStage();
    stage.#home = stage.#at = await makeFolder();
    return stage;
  }

  get base() {
    return this.#at;
  }

  get workspace() {
    return join(this.#at, "workspace");
  }

  /** Whether it is still there: in its hardened sandbox, Bazel empties a worker's /tmp before each request. */
  isThere() {
    return fs.existsSync(this.workspace);
  }

  /** Moves to the place of actions, where what tools write is the same whoever runs them. */
  async enter() {
    this.#at = await takePlace(this.#home, false);
  }

  leave() {
    if (this.#at !== this.#home) fs.renameSync(this.#at, this.#home);
    this.#at = this.#home;
  }

  /** What a tool printed, as it prints it at the place of actions. */
  asUsual(text) {
    return text.replaceAll(this.#at, usualPlace());
  }

  /** Stages what differs from what is there. */
  update(entries) {
    const wanted = byPath(entries);
    const isSame = (placed, entry) => entry && placed.digest === entry.digest && String(placed.row) === String(entry.row);
    for (const [to, placed] of this.#placed) if (!isSame(placed, wanted.get(to))) this.#remove(to);
    for (const entry of wanted.values()) {
      if (this.#placed.has(entry.to)) continue;
      placeInputs([entry.row], process.cwd(), this.workspace);
      this.#placed.set(entry.to, entry);
      this.#note(entry.to);
    }
  }

  #remove(to) {
    fs.rmSync(join(this.workspace, to), { recursive: true, force: true });
    for (const known of [this.#placed, this.#known]) {
      for (const path of known.keys()) if (path === to || isBelow(path, to)) known.delete(path);
    }
  }

  #note(to) {
    for (let folder = dirname(to); folder !== "."; folder = dirname(folder)) this.#known.set(folder, DIRECTORY);
    this.#walk(to, (path, found) => this.#known.set(path, found));
  }

  /** Calls `visit` with the path and the signature of everything below a path; it says whether to go on below. */
  #walk(path, visit) {
    const found = signature(join(this.workspace, path));
    if (found === undefined || visit(path, found) === false || found !== DIRECTORY) return;
    for (const name of fs.readdirSync(join(this.workspace, path))) this.#walk(path ? `${path}/${name}` : name, visit);
  }

  /** Undoes what a tool did. */
  reset() {
    const missing = new Set(this.#known.keys());
    const damaged = [];
    this.#walk("", (path, found) => {
      missing.delete(path);
      if (path === "" || this.#known.get(path) === found) return true;
      fs.rmSync(join(this.workspace, path), { recursive: true, force: true });
      damaged.push(path);
      return false;
    });
    for (const path of [...damaged, ...missing]) this.#forget(path);
    for (const part of STAGE_PARTS.filter((name) => name !== "workspace")) {
      fs.rmSync(join(this.#at, part), { recursive: true, force: true });
      fs.mkdirSync(join(this.#at, part));
    }
  }

  /** What is no longer as it was staged is staged again. */
  #forget(path) {
    for (const to of [...this.#placed.keys()]) {
      if (to === path || isBelow(path, to) || isBelow(to, path)) this.#remove(to);
    }
    this.#known.delete(path);
  }

  close() {
    this.leave();
    releaseFolder(this.#home);
  }

  /** Path in the workspace of a real path, or undefined for what is elsewhere. */
  inside(path) {
    return isBelow(path, this.workspace) ? relative(this.workspace, path) : undefined;
  }
}
