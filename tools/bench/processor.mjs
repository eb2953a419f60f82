// Processor time of what a command does: its own, and that of Bazel's server and workers. Only Linux tells.
import { readdirSync, readFileSync } from "node:fs";

const MS_PER_TICK = 10;

/** Fields of /proc/<pid>/stat behind the name, or null where the process is gone. */
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return null;
  }
}

const PARENT = 1;
const [USER, SYSTEM, CHILDREN_USER, CHILDREN_SYSTEM] = [11, 12, 13, 14];

const ticks = (stat, ...fields) => fields.reduce((sum, field) => sum + Number(stat?.[field] ?? 0), 0);

/** A process and everything that it has started, which also counts what has ended and was waited for. */
function ofTree(root) {
  const stats = new Map();
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) stats.set(pid, statOf(pid));
  let sum = 0;
  const add = (pid) => {
    sum += ticks(stats.get(pid), USER, SYSTEM, CHILDREN_USER, CHILDREN_SYSTEM);
    for (const [child, stat] of stats) if (stat?.[PARENT] === pid) add(child);
  };
  add(String(root));
  return sum;
}

/** A function that gives the milliseconds used so far by commands that have ended, and by a server with its workers. */
export function processorClock(server) {
  if (process.platform !== "linux") return () => 0;
  return () => (ticks(statOf("self"), CHILDREN_USER, CHILDREN_SYSTEM) + ofTree(server)) * MS_PER_TICK;
}
