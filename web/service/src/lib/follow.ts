/** Follows the events of a build until its end, over as many connections as that takes. */
import { ApiError } from "./api";
import type { Event } from "./api-types";
import { backoff, pause } from "./backoff";
import { framesOf } from "./event-stream";

/** How it is with the connection: what is shown is what is. */
export type Connection =
  | { state: "connecting" }
  | { state: "live" }
  /** Nobody looks: a browser has six connections to a service, for all of its tabs. */
  | { state: "paused" }
  | { state: "reconnecting"; reason: string; retryAt: number }
  | { state: "ended" }
  | { state: "refused"; error: ApiError };

export interface Follower {
  /** Asks for the events behind a number. */
  open(after: number, signal: AbortSignal): Promise<Response>;
  /** The next events: each once, in their order. */
  take(events: Event[]): void;
  /** What was taken is of another past: the service has fewer events. Everything comes again. */
  restart(): void;
  connection(now: Connection): void;
}

interface Place {
  /** The last event that was taken. */
  last: number;
  /** Connections without anything, since one that had something. */
  failures: number;
  /** The event that came though others before it did not. */
  missing: number | null;
}

/** Follows from behind an event. Ends with the build, when the service refuses, or by the signal. */
export async function follow(follower: Follower, after: number, signal: AbortSignal): Promise<void> {
  const place: Place = { last: after, failures: 0, missing: null };
  follower.connection({ state: "connecting" });
  while (!signal.aborted) {
    let reason = "The service ended the connection";
    let wait: number | null = null;
    try {
      if (await readOnce(follower, place, signal)) return follower.connection({ state: "ended" });
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiError) {
        if (error.problem.status === 410) {
          place.last = 0;
          follower.restart();
        } else if (!isPassing(error)) return follower.connection({ state: "refused", error });
        wait = error.retryAfterMs;
      }
      reason = error instanceof Error ? error.message : String(error);
    }
    const delay = Math.max(backoff(place.failures++), wait ?? 0);
    follower.connection({ state: "reconnecting", reason, retryAt: Date.now() + delay });
    await pause(delay, signal);
  }
}

function isPassing({ problem }: ApiError): boolean {
  return problem.status >= 500 || problem.status === 408 || problem.status === 429;
}

/** One connection; whether the build has ended. */
async function readOnce(follower: Follower, place: Place, signal: AbortSignal): Promise<boolean> {
  const connection = new AbortController();
  const response = await follower.open(place.last, AbortSignal.any([signal, connection.signal]));
  if (response.status === 204 || response.body === null) return true;
  follower.connection({ state: "live" });
  try {
    for await (const frames of framesOf(response.body)) {
      place.failures = 0;
      const events = frames.map((frame) => JSON.parse(frame) as Event).filter((event) => event.seq > place.last);
      for (const event of events) {
        if (event.seq !== place.last + 1) refuseGap(place, event.seq);
        place.last = event.seq;
      }
      if (events.length > 0) follower.take(events);
      if (events.at(-1)?.kind === "end") return true;
    }
    return false;
  } finally {
    connection.abort();
  }
}

/**
 * What is missing is asked for once more. Where it does not come then, either, the service has it no longer: it forgets
 * the events of old builds, up to the last one.
 */
function refuseGap(place: Place, found: number): void {
  if (place.missing === found) return;
  place.missing = found;
  throw new Error(`Event ${place.last + 1} is missing`);
}
