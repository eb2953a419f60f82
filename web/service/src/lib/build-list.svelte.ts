/** The newest builds, asked for again and again while somebody looks. */
import { type Api, ApiError, problemIn } from "./api";
import type { BuildLine, Problem } from "./api-types";
import { backoff } from "./backoff";
import { whileVisible } from "./visibility";

const EACH_MS = 2000;
const PAGE = 50;

export interface Which {
  status: string | null;
  project: string | null;
  after: string | null;
}

export class BuildList {
  #items = $state.raw<readonly BuildLine[] | null>(null);
  #next = $state.raw<string | null>(null);
  #problem = $state.raw<Problem | null>(null);
  #failures = 0;
  readonly #api: Api;
  readonly #which: Which;

  constructor(api: Api, which: Which) {
    this.#api = api;
    this.#which = which;
  }

  /** Null until the service has answered for the first time. */
  get items(): readonly BuildLine[] | null {
    return this.#items;
  }

  /** `after` of the next page. */
  get next(): string | null {
    return this.#next;
  }

  /** Why what is shown may be old, or why nothing is. */
  get problem(): Problem | null {
    return this.#problem;
  }

  /** Keeps up until the function is called that it gives. */
  start(): () => void {
    const over = new AbortController();
    void whileVisible(() => this.#load(over.signal), over.signal);
    return () => over.abort();
  }

  /** Asks once; how long to wait until the next time. */
  async #load(signal: AbortSignal): Promise<number> {
    const { status, project, after } = this.#which;
    const wanted = { status, project, after };
    const query = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== null));
    try {
      const page = await this.#api.call("list_all_builds", { query: { ...query, limit: PAGE }, signal });
      if (signal.aborted) return 0;
      this.#items = page.items;
      this.#next = page.next ?? null;
      this.#problem = null;
      this.#failures = 0;
      return EACH_MS;
    } catch (error) {
      if (signal.aborted) return 0;
      this.#problem = problemIn(error);
      const wait = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0;
      return Math.max(EACH_MS, backoff(this.#failures++), wait);
    }
  }
}
