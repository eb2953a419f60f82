/** Calls of the API. Which there are, and what they take and answer, is generated: api-types.ts. */
import { OPERATIONS, type Operations, type Problem } from "./api-types";

export type Operation = keyof Operations;

/** What a call is given; the types of each operation say what is needed. */
export interface Input<K extends Operation> {
  path?: Operations[K]["path"];
  query?: Operations[K]["query"];
  body?: Operations[K]["body"];
  /** Calls with the same key are one: for those that are repeated when no answer came. */
  key?: string;
  signal?: AbortSignal;
}

/** Where the token comes from, and who hears when there is none that is taken. */
export interface Credentials {
  readonly token: string | null;
  refused(): void;
}

/** A call that the service refused, with its reason. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly problem: Problem,
    /** When to ask again, where the service said so. */
    readonly retryAfterMs: number | null = null,
  ) {
    super(problem.detail ?? problem.title);
  }
}

/** A call without an answer. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

const ANSWER_MS = 30_000;

export class Api {
  /** How far the service's clock is ahead of this machine's. */
  aheadMs = 0;

  readonly #credentials: Credentials;
  readonly #base: string;

  constructor(credentials: Credentials, base: string = document.baseURI) {
    this.#credentials = credentials;
    this.#base = base;
  }

  /** The address of an operation, for links. */
  address<K extends Operation>(operation: K, input: Input<K> = {}): string {
    const path = OPERATIONS[operation][1].slice(1).replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(field(input.path, name) ?? ""));
    const address = new URL(path, this.#base);
    address.hash = "";
    for (const [name, value] of Object.entries(input.query ?? {})) {
      if (value !== undefined && value !== "") address.searchParams.set(name, String(value));
    }
    return address.href;
  }

  /** Calls an operation, and gives its answer. */
  async call<K extends Operation>(operation: K, input: Input<K> = {}): Promise<Operations[K]["answer"]> {
    const limit = AbortSignal.timeout(ANSWER_MS);
    const signal = input.signal ? AbortSignal.any([input.signal, limit]) : limit;
    const response = await this.send(operation, { ...input, signal });
    const isJson = response.headers.get("content-type")?.startsWith("application/json");
    return isJson ? response.json() : undefined;
  }

  /** Calls an operation, and gives the response as it comes. */
  async send<K extends Operation>(operation: K, input: Input<K> = {}, accept = "application/json"): Promise<Response> {
    const headers: Record<string, string> = { accept };
    const { token } = this.#credentials;
    if (token !== null) headers["authorization"] = `Bearer ${token}`;
    if (input.key !== undefined) headers["idempotency-key"] = input.key;
    const init: RequestInit = { method: OPERATIONS[operation][0], headers, cache: "no-cache" };
    if (input.body !== undefined) {
      headers["content-type"] = "application/json";
      init.body = JSON.stringify(input.body);
    }
    if (input.signal) init.signal = input.signal;
    const response = await answered(fetch(this.address(operation, input), init), input.signal);
    this.#hearTime(response.headers.get("date"));
    if (response.ok) return response;
    if (response.status === 401) this.#credentials.refused();
    throw new ApiError(await problemOf(response), secondsOf(response.headers.get("retry-after")));
  }

  #hearTime(date: string | null): void {
    const ahead = date === null ? NaN : Date.parse(date) - Date.now();
    // The header has whole seconds: what is below two is no difference.
    if (!Number.isNaN(ahead)) this.aheadMs = Math.abs(ahead) < 2000 ? 0 : ahead;
  }
}

async function answered(sent: Promise<Response>, signal?: AbortSignal): Promise<Response> {
  try {
    return await sent;
  } catch (error) {
    const isOurs = signal?.aborted && !(signal.reason instanceof DOMException && signal.reason.name === "TimeoutError");
    if (isOurs) throw error;
    throw new Unreachable("The service does not answer");
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const said: unknown = await response.json().catch(() => null);
  if (typeof said === "object" && said !== null && "title" in said) return said as Problem;
  // Not the service, but something before it.
  return { type: "about:blank", title: `The server answered ${response.status} ${response.statusText}`.trimEnd(), status: response.status };
}

function secondsOf(header: string | null): number | null {
  const seconds = header === null ? NaN : Number(header);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}

function field(of: object | undefined, name: string): string | undefined {
  return (of as Record<string, string> | undefined)?.[name];
}

/** What went wrong, as a problem to show. */
export function problemIn(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  const detail = error instanceof Unreachable ? "Is it running, and is the network there?" : null;
  return { type: "about:blank", title: error instanceof Error ? error.message : String(error), status: 0, detail };
}

/** Something that no other request has; also where the page did not come by https. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
