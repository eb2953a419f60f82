// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Api, ApiError, Unreachable } from "./api";
import type { BuildNow, Event, Status } from "./api-types";
import { BuildWatch } from "./watch.svelte";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  look(true);
  vi.useRealTimers();
});

/** Whether somebody looks. */
function look(visible: boolean): void {
  vi.spyOn(document, "hidden", "get").mockReturnValue(!visible);
  document.dispatchEvent(new window.Event("visibilitychange"));
}

/** A service that is told what to answer. */
class Fake {
  status: Status = "running";
  events: Event[] = [];
  failure: Error | null = null;
  asked = 0;
  /** `after` of each stream that was asked for. */
  streams: number[] = [];
  #open: ReadableStreamDefaultController<Uint8Array> | null = null;
  readonly api = new Api({ token: null, refused: () => {} }, "http://host/");

  constructor() {
    vi.spyOn(this.api, "call").mockImplementation(async () => {
      this.asked += 1;
      if (this.failure) throw this.failure;
      return { task_id: "7", status: this.status, spec: { prompt: "x" } } as BuildNow;
    });
    vi.spyOn(this.api, "send").mockImplementation(async (_, input) => {
      if (this.failure) throw this.failure;
      const after = Number((input?.query as { after?: number } | undefined)?.after ?? 0);
      this.streams.push(after);
      return new Response(
        new ReadableStream({
          start: (controller) => {
            this.#open = controller;
            for (const event of this.events.slice(after)) this.#send(controller, event);
            // As fetch does.
            input?.signal?.addEventListener("abort", () => {
              if (this.#open === controller) controller.error(new Error("aborted"));
              this.#open = null;
            });
          },
          cancel: () => void (this.#open = null),
        }),
      );
    });
  }

  happens(kind: "claimed" | "output" | "end"): void {
    const said = { task_id: "7", seq: this.events.length + 1, at: 0, attempt: 1 };
    const data = { claimed: { worker: "w" }, output: { stream: "stdout", text: "line\n" }, end: { status: "completed" } }[kind];
    if (kind === "end") this.status = "completed";
    const event = { ...said, kind, data } as Event;
    this.events.push(event);
    if (this.#open) this.#send(this.#open, event);
  }

  #send(to: ReadableStreamDefaultController<Uint8Array>, event: Event): void {
    to.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(event)}\n\n`));
  }
}

function watched() {
  const fake = new Fake();
  const watch = new BuildWatch(fake.api, "7");
  return { fake, watch, stop: watch.start() };
}
const passes = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

test("events are taken, and the build is asked for again where they change it", async () => {
  const { fake, watch, stop } = watched();
  await passes();
  expect([watch.now.state, fake.asked]).toEqual(["live", 1]);
  fake.happens("claimed");
  await passes();
  expect([watch.status, fake.asked]).toEqual(["running", 2]);
  fake.happens("output");
  await passes();
  expect([watch.progress.output.lines, fake.asked]).toEqual([1, 2]);
  fake.happens("end");
  await passes();
  expect([watch.now.state, watch.status, watch.build?.status]).toEqual(["ended", "completed", "completed"]);
  await passes(60_000);
  expect(fake.asked).toBe(3);
  stop();
});

test("where nobody looks, the connection is given up, and events continue behind the last one", async () => {
  const { fake, watch, stop } = watched();
  fake.happens("claimed");
  await passes();
  look(false);
  await passes(14_000);
  expect(watch.now.state).toBe("live");
  await passes(2000);
  expect(watch.now.state).toBe("paused");
  fake.happens("output");
  const before = fake.asked;
  await passes(10_000);
  expect(fake.asked).toBe(before + 2);
  look(true);
  await passes();
  expect([watch.now.state, watch.progress.last, watch.progress.output.lines]).toEqual(["live", 2, 1]);
  expect(fake.streams).toEqual([0, 1]);
  stop();
});

test("a short look elsewhere costs nothing", async () => {
  const { fake, watch, stop } = watched();
  await passes();
  look(false);
  await passes(5000);
  look(true);
  await passes(12_000);
  expect([watch.now.state, fake.streams]).toEqual(["live", [0]]);
  stop();
});

test("a build that ends while nobody looks is known to have ended", async () => {
  const { fake, watch, stop } = watched();
  fake.happens("claimed");
  await passes();
  look(false);
  await passes(20_000);
  fake.happens("end");
  await passes(5000);
  expect([watch.now.state, watch.status]).toEqual(["paused", "completed"]);
  stop();
});

test("a service that is away is asked until it is there", async () => {
  const fake = new Fake();
  fake.failure = new Unreachable("away");
  const watch = new BuildWatch(fake.api, "7");
  const stop = watch.start();
  await passes(3000);
  expect([watch.build, watch.problem, watch.now.state]).toEqual([null, null, "reconnecting"]);
  fake.failure = null;
  await passes(20_000);
  expect(watch.build?.status).toBe("running");
  stop();
});

test("a build that may not be seen", async () => {
  const fake = new Fake();
  fake.failure = new ApiError({ type: "", title: "Not found", status: 404 });
  const watch = new BuildWatch(fake.api, "7");
  const stop = watch.start();
  await passes();
  expect([watch.problem?.title, watch.now.state]).toEqual(["Not found", "refused"]);
  stop();
});

test("nothing is asked for after the end of the watch", async () => {
  const { fake, stop } = watched();
  await passes();
  stop();
  const { asked, streams } = { asked: fake.asked, streams: fake.streams.length };
  await passes(120_000);
  expect([fake.asked, fake.streams.length]).toEqual([asked, streams]);
});
