// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import failed from "../testdata/failed.json?raw";
import passed from "../testdata/passed.json?raw";
import { ReportState } from "./report.svelte";

const file = (text: string, name = "report.json") => new File([text], name);

let fetched: ReturnType<typeof vi.fn<typeof fetch>>;
beforeEach(() => {
  fetched = vi.fn<typeof fetch>();
  vi.stubGlobal("fetch", fetched);
});
afterEach(() => vi.unstubAllGlobals());

/** What is shown, in one line. */
function seen(state: ReportState): string {
  const view = state.view;
  if (view.phase === "shown") return `${view.source}: ${view.report.invocation.outcome}`;
  if (view.phase === "failed") return view.error.message;
  return view.phase === "loading" ? `loading ${view.source}` : view.phase;
}

test("a file: empty, loading, shown", async () => {
  const state = new ReportState();
  expect(seen(state)).toBe("empty");
  const opening = state.openFile(file(passed));
  expect(seen(state)).toBe("loading report.json");
  await opening;
  expect(seen(state)).toBe("report.json: passed");
});

test("a file that is no report", async () => {
  const state = new ReportState();
  await state.openFile(file("{", "notes.txt"));
  expect(seen(state)).toMatch(/^notes\.txt: This is not JSON: .* Create a report from/);
});

test("a file that cannot be read", async () => {
  const unreadable = file("", "gone.json");
  vi.spyOn(unreadable, "text").mockRejectedValue(new Error("it was moved"));
  const state = new ReportState();
  await state.openFile(unreadable);
  expect(seen(state)).toMatch(/^gone\.json: The file could not be read: it was moved\./);
});

test("an address", async () => {
  fetched.mockResolvedValue(new Response(failed));
  const state = new ReportState();
  await state.openUrl("reports/1.json");
  expect(fetched).toHaveBeenCalledWith("reports/1.json");
  expect(seen(state)).toBe("reports/1.json: failed");
});

test("an address that answers with an error", async () => {
  fetched.mockResolvedValue(new Response("", { status: 404, statusText: "Not Found" }));
  const state = new ReportState();
  await state.openUrl("1.json");
  expect(seen(state)).toMatch(/^1\.json: The server answered 404 Not Found\. Check the address/);
});

test("an address that does not answer", async () => {
  fetched.mockRejectedValue(new TypeError("Failed to fetch"));
  const state = new ReportState();
  await state.openUrl("1.json");
  expect(seen(state)).toMatch(/^1\.json: No answer: Failed to fetch\. .*CORS/);
});

test("the last one asked for is shown, even if it answers first", async () => {
  let answer = (_: Response) => {};
  fetched.mockReturnValue(new Promise((resolve) => (answer = resolve)));
  const state = new ReportState();
  const slow = state.openUrl("slow.json");
  await state.openFile(file(passed));
  answer(new Response(failed));
  await slow;
  expect(seen(state)).toBe("report.json: passed");
});

test("the desktop app's choice", async () => {
  const state = new ReportState();
  await state.openWith(() => Promise.resolve(JSON.parse(passed)));
  expect(seen(state)).toBe("Build event file: passed");
});

test("choosing nothing in the desktop app changes nothing", async () => {
  const state = new ReportState();
  await state.openFile(file(passed));
  await state.openWith(() => Promise.resolve(null));
  expect(seen(state)).toBe("report.json: passed");
});

test("a failure of the desktop app", async () => {
  const state = new ReportState();
  await state.openWith(() => Promise.reject(new Error("no native module")));
  expect(seen(state)).toMatch(/^Build event file: It could not be read: no native module\./);
});
