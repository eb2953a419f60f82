// Times of commands, interleaved so that a drift of the machine's speed meets all of them alike.
import { spawnSync } from "node:child_process";

/** Runs a command to its end and returns its wall time in milliseconds; throws with its output when it fails. */
export function time(command, options) {
  const started = process.hrtime.bigint();
  const run = spawnSync(command[0], command.slice(1), { encoding: "utf8", maxBuffer: 1 << 28, ...options });
  const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
  if (run.error) throw new Error(`${command.join(" ")}: ${run.error.message}`);
  if (run.status !== 0) throw new Error(`${command.join(" ")} exited with ${run.status ?? run.signal}:\n${run.stdout}${run.stderr}`);
  return milliseconds;
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Runs every measure of `measures` (name to a function of the round's number that returns milliseconds) in
 * turn, `rounds` times after one round that does not count. Returns name to the list of its times.
 */
export function interleave(measures, rounds) {
  const times = Object.fromEntries(Object.keys(measures).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, measure] of Object.entries(measures)) {
      const milliseconds = measure(round);
      if (round > 0) times[name].push(milliseconds);
    }
  }
  return times;
}

/**
 * As interleave, for measures that are prepared before the time counts: {before(round), run() -> milliseconds}. Returns
 * also the processor's time that `clock` counts.
 */
export function alternate(measures, rounds, clock) {
  const processor = Object.fromEntries(Object.keys(measures).map((name) => [name, []]));
  const timed = ([name, { before, run }]) => [name, (round) => {
    before(round);
    const start = clock();
    const milliseconds = run();
    if (round > 0) processor[name].push(clock() - start);
    return milliseconds;
  }];
  const times = interleave(Object.fromEntries(Object.entries(measures).map(timed)), rounds);
  return { times, processor };
}

/** One row of the table: a measure beside the plain one; `limit` is the ratio that we aim for. */
export function row(name, times, plain, limit) {
  return { name, median: median(times), min: Math.min(...times), max: Math.max(...times), ratio: plain ? median(times) / median(plain) : null, limit };
}

/** One row whose aim is a number of milliseconds, by itself or beyond the plain one. */
export function absoluteRow(name, times, { plain, aim } = {}) {
  const added = plain ? `${(median(times) - median(plain)).toFixed(0)} ms beyond` : "";
  const wanted = aim === undefined ? "" : `aim: at most ${aim} ms${plain ? " beyond" : ""}`;
  return { ...row(name, times), note: [added, wanted].filter(Boolean).join(", ") };
}

/** The processor's time of a row, and its ratio to that of the plain one. */
function processorCells({ processor, plainProcessor }) {
  if (!processor) return ["", ""];
  const used = median(processor);
  const ratio = plainProcessor && median(plainProcessor) > 0 ? `${(used / median(plainProcessor)).toFixed(2)} x` : "";
  return [`cpu ${used.toFixed(0)} ms`, ratio];
}

/** Rows as aligned text. Times are milliseconds; a row whose measure is something else has it as text: `measured`. */
export function formatRows(title, rows) {
  const cells = rows.map(({ name, median, measured, min, max, ratio, limit, note, missing, ...more }) => [
    name,
    measured ?? (missing ? "-" : `${median.toFixed(0)} ms`),
    missing || min === max ? "" : `${min.toFixed(0)}..${max.toFixed(0)}`,
    ratio == null ? "" : `${ratio.toFixed(2)} x`,
    ...(rows.some(({ processor }) => processor) ? processorCells(more) : []),
    limit == null ? (note ?? "") : `aim: ${limit} x`,
  ]);
  const widths = cells[0].map((_, column) => Math.max(...cells.map((line) => line[column].length)));
  const lines = cells.map((line) => `  ${line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join("  ")}`);
  return `${title}\n${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}
