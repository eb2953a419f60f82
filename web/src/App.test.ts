// @vitest-environment jsdom
import { cleanup, render, screen, within } from "@testing-library/svelte";
import { afterEach, expect, test } from "vitest";
import App from "./App.svelte";
import type { TachikomaBridge } from "./lib/bridge";
import type { Report } from "./lib/report";
import failed from "./testdata/failed.json";
import nothing from "./testdata/nothing-to-do.json";
import passed from "./testdata/passed.json";

afterEach(() => {
  cleanup();
  delete window.tachikoma;
});

/** Renders the page as the desktop app does, and hands it a report. */
async function renderReport(report: unknown): Promise<void> {
  let deliver: (report: Report) => void = () => {};
  const bridge: TachikomaBridge = { openReport: () => Promise.resolve(null), onReport: (callback) => void (deliver = callback) };
  window.tachikoma = bridge;
  render(App);
  deliver(report as Report);
  await screen.findAllByRole("heading", { level: 2, name: "Where results came from" });
}

const section = (name: string) => within(screen.getByRole("region", { name }));

test("without a report, the page says how to get one", () => {
  render(App);
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("See what a build did");
  expect(screen.getByLabelText("Open a report…")).toBeInstanceOf(HTMLInputElement);
});

test("a report that stands in the page is shown", async () => {
  const data = document.createElement("script");
  data.type = "application/json";
  data.id = "report";
  data.textContent = JSON.stringify(failed);
  document.body.append(data);
  try {
    render(App);
    await screen.findByRole("heading", { level: 1, name: "Build failed" });
  } finally {
    data.remove();
  }
});

test("a passed build: verdict, steps, actions, cache", async () => {
  await renderReport(passed);
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Build passed");
  expect(document.title).toBe("passed: bazel build //:all – Tachikoma");
  expect(section("Steps").getAllByRole("listitem")).toHaveLength(passed.steps.length);
  expect(section("Slowest actions").getAllByRole("row")).toHaveLength(passed.actions.slowest.length + 1);
  expect(section("Slowest actions").getByText(/ · waited 2\.5 s for a processor$/)).toBeTruthy();
  expect(section("Critical path").getAllByRole("row")).toHaveLength((passed.criticalPath?.actions.length ?? 0) + 1);
  expect(section("Where results came from").getByText("21 (17 %)")).toBeTruthy();
  expect(screen.queryByRole("region", { name: "What failed" })).toBeNull();
});

test("a failed build: failures come before everything else, in full", async () => {
  await renderReport(failed);
  const headings = screen.getAllByRole("heading", { level: 2 }).map((heading) => heading.textContent);
  expect(headings.slice(0, 2)).toEqual(["What failed", "What Bazel reported"]);
  const failures = section("What failed").getAllByRole("article");
  expect(failures).toHaveLength(2);
  for (const [index, failure] of failed.failures.entries()) {
    expect(failures[index]?.textContent).toContain(failure.message);
    expect(failures[index]?.textContent).toContain(failure.log);
  }
  expect(failures[0]?.textContent).toContain("web/src/App.svelte:12:9");
  expect(section("Tests").getAllByRole("listitem")[0]?.textContent).toContain("failed to build");
  const attempts = section("Tests").getAllByText(/^attempt /).map((attempt) => attempt.closest("li")?.textContent);
  expect(attempts).toHaveLength(2);
  expect(attempts[0]).toMatch(/attempt 1.*failed.*attempt_1\.log/s);
});

test("a build with nothing to do says so", async () => {
  await renderReport(nothing);
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Nothing to do");
  expect(section("Where results came from").getByText("nothing to do")).toBeTruthy();
});
