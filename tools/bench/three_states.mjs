// A rule beside the plain tools that do the same: cold, after one changed line, and with nothing to do.
import { alternate, row } from "./measure.mjs";
import { processorClock } from "./processor.mjs";

/** More rounds of cold builds take long, and differ little. */
const MOST_COLD_ROUNDS = 3;

/**
 * Rows of the three states.
 *
 * @param workspace the clone.
 * @param rounds how often each state is measured.
 * @param sides two things to compare, ours first: {name, clear, change(round), run() -> milliseconds}. `clear` removes
 *     what was made; downloads, toolchains and npm packages stay, and so does Bazel's server.
 * @param limits the ratios that we aim for, by state.
 */
export function threeStates(workspace, rounds, [ours, plain], limits = {}) {
  const states = {
    cold: { before: (side) => side.clear(), rounds: Math.min(rounds, MOST_COLD_ROUNDS) },
    "one line": { before: (side, round) => side.change(round), rounds },
    nothing: { before: () => {}, rounds },
  };
  const clock = processorClock(workspace.serverPid());
  return Object.entries(states).flatMap(([state, { before, rounds: many }]) => {
    const measure = (side) => ({ before: (round) => before(side, round), run: () => side.run() });
    const { times, processor } = alternate({ plain: measure(plain), ours: measure(ours) }, many, clock);
    return [
      { ...row(`${state}: ${plain.name}`, times.plain), processor: processor.plain },
      { ...row(`${state}: ${ours.name}`, times.ours, times.plain, limits[state]), processor: processor.ours, plainProcessor: processor.plain },
    ];
  });
}

/** A side that is a target: `change` gets the round and edits a source. */
export function bazelSide(workspace, name, targets, change, ...flags) {
  return {
    name,
    change,
    clear: () => workspace.bazel("clean"),
    run: () => workspace.bazel("build", "--config=development", ...flags, ...targets),
  };
}
