/** Waiting before something is tried again. */

const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/** How long to wait after this many failures: twice as long each time, and not for all pages at the same moment. */
export function backoff(failures: number, random: () => number = Math.random): number {
  return Math.min(FIRST_MS * 2 ** failures, LONGEST_MS) * (0.8 + 0.4 * random());
}

/** Waits; not longer than until the signal, or until the machine has a network again. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const over = new AbortController();
    const end = () => {
      clearTimeout(timer);
      over.abort();
      done();
    };
    const timer = setTimeout(end, ms);
    if (signal.aborted) return end();
    signal.addEventListener("abort", end, { signal: over.signal });
    globalThis.addEventListener?.("online", end, { signal: over.signal });
  });
}
