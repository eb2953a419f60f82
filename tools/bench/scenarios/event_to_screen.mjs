// From an event's bytes in Bazel's file to the line on the screen: tests as they end, failures in full.
//
// Also by itself: node tools/bench/scenarios/event_to_screen.mjs TK [SECONDS]
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { NODE } from "../node.mjs";

const STAND_IN = fileURLToPath(new URL("../event_to_screen/stand_in.mjs", import.meta.url));

/** What is to be seen within this time after Bazel's flush, in 99 of 100 cases; milliseconds. */
const AIM = 300;

/** The lines that tell of a label, and when they came. */
function seenTimes(command, args, options) {
  return new Promise((resolve, reject) => {
    const seen = {};
    let rest = "";
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    const take = (bytes) => {
      const now = process.hrtime.bigint();
      const lines = (rest + bytes).split("\n");
      rest = lines.pop();
      for (const label of lines.flatMap((line) => line.match(/\/\/t:\w+/g) ?? [])) seen[label] ??= now;
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("error", reject);
    child.on("close", () => resolve(seen));
  });
}

/** Milliseconds from each event's writing to its line, sorted. */
export async function latencies(tk, { seconds = 20, terminal = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "event-to-screen-"));
  try {
    writeFileSync(join(folder, "MODULE.bazel"), "");
    const bazel = join(folder, "bazel");
    writeFileSync(bazel, `#!/bin/sh\nexec '${NODE}' '${STAND_IN}' "$@"\n`);
    chmodSync(bazel, 0o755);
    const env = { PATH: process.env.PATH, HOME: folder, TERM: "xterm", TK_ROOT: folder, TK_BAZEL_BIN: bazel, STAMPS: join(folder, "stamps"), SECONDS: String(seconds) };
    const [command, ...args] = terminal ? ["script", "-qec", `'${tk}' test //t:all`, "/dev/null"] : [tk, "test", "//t:all"];
    const seen = await seenTimes(command, args, { cwd: folder, env });
    const stamps = JSON.parse(readFileSync(env.STAMPS, "utf8"));
    const missing = Object.keys(stamps).filter((label) => !(label in seen));
    if (missing.length > 0) throw new Error(`${missing.length} of ${Object.keys(stamps).length} events were never shown, such as ${missing[0]}`);
    return Object.entries(stamps).map(([label, written]) => Number(seen[label] - BigInt(written)) / 1e6).sort((a, b) => a - b);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

function summary(name, sorted) {
  const p99 = at(sorted, 0.99);
  return { name, median: p99, min: sorted[0], max: sorted.at(-1), ratio: null, limit: null, note: `p99 of ${sorted.length}, median ${at(sorted, 0.5).toFixed(0)} ms, aim: ${AIM} ms` };
}

export async function eventToScreen(workspace) {
  const tk = join(workspace.root, ".tk/bin/tk");
  return [summary("event to line, a pipe", await latencies(tk)), summary("event to line, a terminal", await latencies(tk, { terminal: true }))];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , tk, seconds = "20"] = process.argv;
  for (const terminal of [false, true]) {
    const { name, median, max, note } = summary(terminal ? "a terminal" : "a pipe", await latencies(tk, { seconds: Number(seconds), terminal }));
    console.log(`${name}: ${median.toFixed(1)} ms, ${note}; most ${max.toFixed(1)} ms`);
  }
}
