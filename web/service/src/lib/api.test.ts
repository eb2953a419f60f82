import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Api, ApiError, newKey, problemIn, Unreachable } from "./api";

let fetched: ReturnType<typeof vi.fn<typeof fetch>>;
beforeEach(() => {
  fetched = vi.fn<typeof fetch>();
  vi.stubGlobal("fetch", fetched);
});
afterEach(() => vi.unstubAllGlobals());

const refused = vi.fn();
const api = (token: string | null = null, base = "http://host/below/#/builds/7") => new Api({ token, refused }, base);
const json = (body: unknown, init: ResponseInit = {}) => new Response(JSON.stringify(body), { headers: { "content-type": "application/json" }, ...init });

/** What was asked for last. */
function sent() {
  const [address, init] = fetched.mock.lastCall ?? [];
  return { address, method: init?.method, body: init?.body, headers: init?.headers as Record<string, string> };
}

test("operations have their method and path, below the page's own", async () => {
  fetched.mockImplementation(async () => json({ items: [] }));
  await api().call("list_all_builds", { query: { status: "running", limit: 50 } });
  expect(sent()).toMatchObject({ method: "GET", address: "http://host/below/builds?status=running&limit=50", body: undefined });
  await api("tks_1").call("create_build", { path: { project: "a b" }, body: { prompt: "x" }, key: "k" });
  expect(sent()).toMatchObject({ method: "POST", address: "http://host/below/projects/a%20b/builds", body: '{"prompt":"x"}' });
  expect(sent().headers).toMatchObject({ authorization: "Bearer tks_1", "idempotency-key": "k", "content-type": "application/json" });
});

test("names of artifacts are one part of the path", () => {
  expect(api().address("show_artifact", { path: { task_id: "7", name: "logs/a b?.txt" } })).toBe("http://host/below/builds/7/artifacts/logs%2Fa%20b%3F.txt");
});

test("without a token none is sent", async () => {
  fetched.mockResolvedValue(json({}));
  await api().call("show_build", { path: { task_id: "7" } });
  expect(sent().headers).not.toHaveProperty("authorization");
});

test("a refusal is the service's problem, with the time to wait", async () => {
  const problem = { type: "urn:x", title: "Too many", detail: "wait", status: 429 };
  fetched.mockResolvedValue(json(problem, { status: 429, headers: { "retry-after": "10" } }));
  const error = await api().call("list_projects").catch((it: unknown) => it);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ problem, message: "wait", retryAfterMs: 10_000 });
});

test("what stands before the service and has no problem", async () => {
  fetched.mockResolvedValue(new Response("<html>", { status: 502, statusText: "Bad Gateway" }));
  const error = await api().call("list_projects").catch((it: unknown) => it);
  expect(problemIn(error).title).toBe("The server answered 502 Bad Gateway");
});

test("a token that is not taken is heard of", async () => {
  fetched.mockResolvedValue(json({ type: "", title: "no", status: 401 }, { status: 401 }));
  await expect(api("tks_old").call("list_projects")).rejects.toThrow(ApiError);
  expect(refused).toHaveBeenCalledOnce();
});

test("no answer is said as that", async () => {
  fetched.mockRejectedValue(new TypeError("Failed to fetch"));
  await expect(api().call("list_projects")).rejects.toThrow(Unreachable);
});

test("the service's clock counts where it is another", async () => {
  const it = api();
  for (const [seconds, ahead] of [[0, 0], [3600, 3600], [-90, -90]] as const) {
    fetched.mockResolvedValue(json({}, { headers: { date: new Date(Date.now() + seconds * 1000).toUTCString() } }));
    await it.call("list_projects");
    expect(Math.abs(it.aheadMs - ahead * 1000)).toBeLessThan(2000);
  }
});

test("keys differ", () => {
  expect(newKey()).toMatch(/^[0-9a-f]{32}$/);
  expect(newKey()).not.toBe(newKey());
});
