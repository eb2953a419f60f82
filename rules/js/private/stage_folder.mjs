/**
 * The folder of a stage.
 *
 * Its path is fixed, for tools write absolute paths into what they make. In the sandbox /tmp is private, and the path
 * is always free. Where /tmp is shared, one process at a time has it: an action waits for its turn, a test, which
 * leaves no outputs, takes another name. What a killed process left there is removed.
 *
 * Whoever has the folder listens on a socket in it. That ends with the process, in whatever way that ends, and can be
 * reached from other sandboxes, where a process id says nothing. The folder comes to its place with the socket in it
 * by one rename, and goes by one: it is never seen half made.
 */
import { once } from "node:events";
import * as fs from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export const STAGE_PARTS = ["workspace", "home", "tmp"];

/** What a stage without an owner may hold: the rest is somebody else's. */
const OWN_NAMES = new Set([...STAGE_PARTS, "stdout", "stderr"]);

const OWNER = /^owner-\w+$/;

/** What makeFolder names a folder. */
const OWN_FOLDER = /^stage-\w{6}$/;
const POLL_MS = 50;

/** Longer than it takes to clear away a dead stage: what has no owner for so long is left behind. */
const CLEARING_MS = 500;

/** Takes the folder and makes its parts. `isTest`: with other names than those of actions, and without waiting. */
export async function takeFolder(isTest) {
  return takePlace(await makeFolder(), isTest);
}

/** Where the folder of an action is, unless something else is there. */
export function usualPlace() {
  return join(fs.realpathSync(tmpdir()), "stage");
}

/** Moves a folder that makeFolder made to its place, and resolves to that. */
export async function takePlace(folder, isTest) {
  const root = dirname(folder);
  const name = isTest ? "stage-test" : "stage";
  // Where the first is another user's, or no stage at all, the second is as good: its name is fixed, too.
  for (const place of [name, `${name}-${process.getuid?.() ?? 0}`]) {
    if (await moveTo(folder, join(root, place), !isTest)) return join(root, place);
  }
  return folder;
}

/** Removes what killed workers left: folders under names of their own whose owners do not answer. */
export async function clearAbandoned() {
  const root = fs.realpathSync(tmpdir());
  for (const name of fs.readdirSync(root).filter((entry) => OWN_FOLDER.test(entry))) {
    const { isStage, owner, answers } = await look(join(root, name));
    if (isStage && owner && !answers) clear(join(root, name), owner);
  }
}

/** Removes the folder: out of sight at once, then its content. */
export function releaseFolder(folder) {
  bury(folder, () => {});
}

/** Makes a folder with its parts, under a name of its own. */
export async function makeFolder() {
  const folder = fs.mkdtempSync(join(fs.realpathSync(tmpdir()), "stage-"));
  for (const part of STAGE_PARTS) fs.mkdirSync(join(folder, part));
  const server = createServer((visitor) => visitor.destroy());
  within(folder, () => server.listen(`owner-${basename(folder).slice("stage-".length)}`));
  try {
    await once(server, "listening");
    server.unref();
  } catch {
    // A file system without sockets: this name keeps others from taking the folder for one that is left behind.
    fs.writeFileSync(join(folder, "in-use"), "");
  }
  return folder;
}

/** Does something in a folder: the paths of sockets must be short. */
function within(folder, action) {
  const before = process.cwd();
  process.chdir(folder);
  try {
    return action();
  } finally {
    process.chdir(before);
  }
}

/** Moves a new folder to its place; resolves to whether it is there. */
async function moveTo(folder, place, waits) {
  let ownerless = 0;
  for (;;) {
    try {
      // An empty folder is replaced.
      fs.renameSync(folder, place);
      return true;
    } catch (error) {
      if (!["ENOTEMPTY", "EEXIST", "ENOTDIR", "EPERM", "EACCES"].includes(error.code)) throw error;
    }
    const { isStage, owner, answers } = await look(place);
    if (!isStage) return false;
    if (answers) {
      if (!waits) return false;
    } else if (owner || (ownerless += POLL_MS) > CLEARING_MS) {
      clear(place, owner);
      continue;
    }
    await pause(POLL_MS);
  }
}

/** Whose a place is: `isStage` of one of this user's stages, with its owner's socket, and whether that `answers`. */
async function look(place) {
  const stat = fs.lstatSync(place, { throwIfNoEntry: false });
  if (!stat) return { isStage: true };
  if (!stat.isDirectory() || stat.uid !== (process.getuid?.() ?? stat.uid)) return { isStage: false };
  let names;
  try {
    names = fs.readdirSync(place);
  } catch (error) {
    return { isStage: error.code === "ENOENT" };
  }
  const owner = names.find((name) => OWNER.test(name));
  if (!owner) return { isStage: names.every((name) => OWN_NAMES.has(name)) };
  return { isStage: true, owner, answers: await answers(place, owner) };
}

function answers(place, owner) {
  return new Promise((done) => {
    try {
      const socket = within(place, () => connect(owner));
      socket.on("connect", () => done(true));
      socket.on("connect", () => socket.destroy());
      // Of one that cannot be asked, it is not known that it is dead.
      socket.on("error", ({ code }) => done(!["ECONNREFUSED", "ENOENT"].includes(code)));
    } catch (error) {
      done(error.code !== "ENOENT");
    }
  });
}

/** Removes a dead stage, unless another process is at it. */
function clear(place, owner) {
  // No other stage has a socket of this name: only one process can move it, and only while it is at this place.
  bury(place, (grave) => owner && fs.renameSync(join(place, owner), join(grave, owner)));
}

/** Moves a stage out of sight after what makes sure of it, and removes it; one that is gone needs neither. */
function bury(place, before) {
  const grave = fs.mkdtempSync(join(place, "../stage-old-"));
  try {
    before(grave);
    fs.renameSync(place, join(grave, "stage"));
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
  fs.rmSync(grave, { recursive: true, force: true });
}
