// Where an action's time went, from Bazel's own profile (Chrome trace format, times in microseconds).
import { readFileSync } from "node:fs";

// Names that Bazel 7 gives to the parts of a sandboxed action.
const PARTS = {
  "sandbox set-up": /^sandbox\.createFileSystem$|^sandbox\.createSandbox/,
  "tool (start and work)": /^subprocess\.run$/,
  "worker (its answer)": /^Worker #\d+ working$/,
  "outputs moved": /^sandbox\.verifyPostCondition|^sandbox\.copyOutputs|^sandbox\.moveOutputs/,
  "sandbox removal": /^sandbox\.delete/,
  "dependency checking": /^dependency checking/i,
};

/** The milliseconds that a build spent in each part, summed over its actions. */
export function split(profilePath) {
  const { traceEvents } = JSON.parse(readFileSync(profilePath, "utf8"));
  const sums = Object.fromEntries(Object.keys(PARTS).map((part) => [part, 0]));
  for (const { name, dur } of traceEvents) {
    if (dur === undefined) continue;
    for (const [part, pattern] of Object.entries(PARTS)) {
      if (pattern.test(name)) sums[part] += dur / 1000;
    }
  }
  return sums;
}
