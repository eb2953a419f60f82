// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Api, ApiError, Unreachable } from "./api";
import { BuildList } from "./build-list.svelte";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function listOf(which = { status: null, project: null, after: null } as ConstructorParameters<typeof BuildList>[1]) {
  const api = new Api({ token: null, refused: () => {} }, "http://host/");
  const call = vi.spyOn(api, "call").mockResolvedValue({ items: [], next: "9" } as never);
  const list = new BuildList(api, which);
  return { list, call, stop: list.start() };
}
const passes = (ms: number) => vi.advanceTimersByTimeAsync(ms);

test("it is asked for every two seconds, as long as somebody looks", async () => {
  const { list, call, stop } = listOf({ status: "running", project: null, after: null });
  expect(list.items).toBeNull();
  await passes(4100);
  expect(call).toHaveBeenCalledTimes(3);
  expect(call.mock.lastCall?.[1]?.query).toEqual({ status: "running", limit: 50 });
  expect([list.items, list.next]).toEqual([[], "9"]);
  const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  await passes(60_000);
  expect(call).toHaveBeenCalledTimes(3);
  hidden.mockReturnValue(false);
  document.dispatchEvent(new Event("visibilitychange"));
  await passes(0);
  expect(call).toHaveBeenCalledTimes(4);
  stop();
  await passes(60_000);
  expect(call).toHaveBeenCalledTimes(4);
});

test("what is there stays while the service is away, and it is said that it is old", async () => {
  const { list, call, stop } = listOf();
  await passes(0);
  call.mockRejectedValue(new Unreachable("The service does not answer"));
  await passes(60_000);
  expect(call.mock.calls.length).toBeLessThan(12);
  expect([list.items, list.problem?.title]).toEqual([[], "The service does not answer"]);
  call.mockResolvedValue({ items: [] } as never);
  await passes(20_000);
  expect([list.problem, list.next]).toEqual([null, null]);
  stop();
});

test("the service says when to ask again", async () => {
  const { call, stop } = listOf();
  call.mockRejectedValue(new ApiError({ type: "", title: "Too many", status: 429 }, 10_000));
  await passes(2000);
  const before = call.mock.calls.length;
  await passes(9000);
  expect(call.mock.calls.length).toBe(before);
  await passes(1500);
  expect(call.mock.calls.length).toBe(before + 1);
  stop();
});
