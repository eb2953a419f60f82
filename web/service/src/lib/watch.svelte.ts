/** One build as it is: what the service says of it, and what its events say. */
import { type Api, ApiError } from "./api";
import type { BuildNow, Event, Problem, Status } from "./api-types";
import { backoff, pause } from "./backoff";
import { type Connection, type Follower, follow } from "./follow";
import { Progress } from "./progress.svelte";
import { untilVisible, whenHiddenFor } from "./visibility";

/** After these, what the service says of the build is no longer what the page has. */
const CHANGES: ReadonlySet<Event["kind"]> = new Set(["claimed", "retry", "lease_lost", "cancel_requested", "end"]);

/** How often a build is looked at whose events do not tell: its place in the queue, or while nobody looks. */
const LOOK_MS = 5000;
/** After how long unseen the stream is given up, for others to have the connection. */
const UNSEEN_MS = 15_000;

const isTerminal = (status: Status) => status === "completed" || status === "failed" || status === "cancelled";

export class BuildWatch implements Follower {
  #build = $state.raw<BuildNow | null>(null);
  #problem = $state.raw<Problem | null>(null);
  #connection = $state.raw<Connection>({ state: "connecting" });
  #progress = $state.raw(new Progress());
  #isStale = false;
  #isLoading = false;
  readonly #api: Api;
  readonly #id: string;
  readonly #over = new AbortController();

  constructor(api: Api, id: string) {
    this.#api = api;
    this.#id = id;
  }

  get build(): BuildNow | null {
    return this.#build;
  }

  /** Why the build cannot be shown at all. */
  get problem(): Problem | null {
    return this.#problem;
  }

  get now(): Connection {
    return this.#connection;
  }

  get progress(): Progress {
    return this.#progress;
  }

  /** Events are faster than questions, but begin at the beginning. */
  get status(): Status {
    const said = this.#build?.status;
    return said !== undefined && (isTerminal(said) || this.#progress.last === 0) ? said : this.#progress.status;
  }

  get hasEnded(): boolean {
    return isTerminal(this.status);
  }

  /** Watches until the end, or until the function is called that it gives. */
  start(): () => void {
    const { signal } = this.#over;
    this.refresh();
    void this.#follow(signal);
    const timer = setInterval(() => {
      if (this.status === "pending" || (this.#connection.state === "paused" && !this.hasEnded)) this.refresh();
    }, LOOK_MS);
    signal.addEventListener("abort", () => clearInterval(timer));
    return () => this.#over.abort();
  }

  /** Asks for the build again. Several wishes at once are one. */
  refresh(): void {
    this.#isStale = true;
    if (!this.#isLoading) void this.#load(this.#over.signal);
  }

  async #load(signal: AbortSignal): Promise<void> {
    this.#isLoading = true;
    for (let failures = 0; this.#isStale && !signal.aborted; ) {
      this.#isStale = false;
      try {
        this.#build = await this.#api.call("show_build", { path: { task_id: this.#id }, signal });
        this.#problem = null;
        failures = 0;
      } catch (error) {
        if (error instanceof ApiError && error.problem.status < 500 && error.problem.status !== 429) this.#problem = error.problem;
        else {
          this.#isStale = true;
          await pause(backoff(failures++), signal);
        }
      }
    }
    this.#isLoading = false;
  }

  async #follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const unseen = new AbortController();
      const stop = whenHiddenFor(UNSEEN_MS, () => unseen.abort());
      await follow(this, this.#progress.last, AbortSignal.any([signal, unseen.signal]));
      stop();
      if (!unseen.signal.aborted) return;
      this.connection({ state: "paused" });
      await untilVisible(signal);
    }
  }

  open(after: number, signal: AbortSignal): Promise<Response> {
    return this.#api.send("stream_events", { path: { task_id: this.#id }, query: { after }, signal }, "text/event-stream");
  }

  take(events: Event[]): void {
    for (const event of events) this.#progress.apply(event);
    if (events.some((event) => CHANGES.has(event.kind))) this.refresh();
  }

  restart(): void {
    this.#progress = new Progress();
  }

  connection(now: Connection): void {
    this.#connection = now;
  }
}
