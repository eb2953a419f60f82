import { beforeEach, expect, test, vi } from "vitest";
import { ApiError } from "./api";
import type { Event } from "./api-types";
import { type Connection, type Follower, follow } from "./follow";

const pauses = vi.hoisted(() => [] as number[]);
vi.mock("./backoff", () => ({
  backoff: (failures: number) => failures,
  pause: (ms: number) => {
    pauses.push(ms);
    return Promise.resolve();
  },
}));

beforeEach(() => void pauses.splice(0));

const event = (seq: number, kind: "output" | "end" = "output"): Event => {
  const said = { task_id: "t", seq, at: seq, attempt: 1 };
  return kind === "end" ? { ...said, kind, data: { status: "completed" } } : { ...said, kind, data: { stream: "stdout", text: `${seq}\n` } };
};
const frame = (it: Event) => `id: ${it.seq}\ndata: ${JSON.stringify(it)}\n\n`;

const refusal = (status: number, retryAfterMs: number | null = null) => new ApiError({ type: "", title: `no ${status}`, status }, retryAfterMs);

/** Follows what `open` answers, and collects what is heard. */
async function heard(open: (after: number, call: number) => Response | Error, after = 0, signal = new AbortController().signal) {
  const numbers: number[] = [];
  const states: Connection["state"][] = [];
  const asked: number[] = [];
  const follower: Follower = {
    open: async (from) => {
      asked.push(from);
      const answer = open(from, asked.length);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    take: (events) => void numbers.push(...events.map(({ seq }) => seq)),
    restart: () => void numbers.splice(0),
    connection: ({ state }) => void states.push(state),
  };
  await follow(follower, after, signal);
  return { numbers, states, asked };
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

test("every event once and in order, over connections that are cut anywhere", async () => {
  const LAST = 400;
  const all = [...upTo(LAST - 1).map((seq) => event(seq)), event(LAST, "end")];
  // The same cuts each time.
  let seed = 7;
  const random = () => (seed = (seed * 48271) % 0x7fffffff) / 0x7fffffff;
  const { numbers, states, asked } = await heard((after) => {
    const text = all.slice(after).map(frame).join("");
    // In the middle of a frame; now and then with frames that the reader has, or before the first byte.
    const begin = random() < 0.2 ? all.slice(Math.max(0, after - 3), after).map(frame).join("") : "";
    const bytes = new TextEncoder().encode(begin + text.slice(0, Math.floor(random() * 1500)));
    const breaks = random() < 0.5;
    return new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(bytes);
          if (breaks) controller.error(new Error("cut"));
          else controller.close();
        },
      }),
    );
  });
  expect(numbers).toEqual(upTo(LAST));
  expect(asked.length).toBeGreaterThan(30);
  expect(states.at(-1)).toBe("ended");
  expect(states).toContain("reconnecting");
});

test("a gap is not shown: the events are asked for again", async () => {
  const { numbers, asked } = await heard((after, call) =>
    call === 1 ? new Response(frame(event(1)) + frame(event(3))) : new Response(frame(event(after + 1)) + frame(event(after + 2, "end"))),
  );
  expect(asked).toEqual([0, 1]);
  expect(numbers).toEqual([2, 3]);
});

test("events that the service has forgotten are missed once", async () => {
  const { numbers, asked, states } = await heard((after) => (after < 9 ? new Response(frame(event(9, "end"))) : new Response(null, { status: 204 })));
  expect(asked).toEqual([0, 0]);
  expect(numbers).toEqual([9]);
  expect(states.at(-1)).toBe("ended");
});

test("behind the last event there is nothing to connect for", async () => {
  const { states } = await heard(() => new Response(null, { status: 204 }), 9);
  expect(states).toEqual(["connecting", "ended"]);
});

test("pauses grow while nothing comes, and begin anew when something did", async () => {
  await heard((_, call) => {
    if (call <= 3) return new Error("no answer");
    return call === 4 ? new Response(frame(event(1))) : new Response(frame(event(2, "end")));
  });
  expect(pauses).toEqual([0, 1, 2, 0]);
});

test("the service says how long to wait", async () => {
  await heard((_, call) => (call === 1 ? refusal(503, 5000) : new Response(frame(event(1, "end")))));
  expect(pauses).toEqual([5000]);
});

for (const status of [401, 403, 404]) {
  test(`a refusal ends it: ${status}`, async () => {
    const { states, asked } = await heard(() => refusal(status));
    expect(states).toEqual(["connecting", "refused"]);
    expect(asked).toHaveLength(1);
  });
}

test("a service that lost its past is read from the beginning", async () => {
  const { numbers, asked } = await heard((after) => (after > 0 ? refusal(410) : new Response(frame(event(1)) + frame(event(2, "end")))), 40);
  expect(asked).toEqual([40, 0]);
  expect(numbers).toEqual([1, 2]);
});

test("nothing more after the signal", async () => {
  const over = new AbortController();
  const { states } = await heard(() => (over.abort(), new Error("cut")), 0, over.signal);
  expect(states).toEqual(["connecting"]);
});
