import { expect, test } from "vitest";
import failed from "../testdata/failed.json";
import nothing from "../testdata/nothing-to-do.json";
import passed from "../testdata/passed.json";
import { checkReport } from "./parse-report";
import { cacheNote, describeCommand, figuresOf, hadNothingToDo } from "./summary";

const report = (value: unknown) => checkReport(value, "test");

test("the command is what was typed", () => {
  expect(describeCommand(report(failed).invocation)).toBe("bazel test //web/... //crates/...");
  expect(describeCommand({ ...report(failed).invocation, command: "", patterns: [] })).toBe("bazel (unknown command)");
});

test("figures of a build", () => {
  expect(figuresOf(report(passed))).toEqual([
    { name: "Time", value: "48.2 s", note: "" },
    { name: "Work", value: "87 actions", note: "52 executed" },
    { name: "Cache hits", value: "40 %", note: "35 of 87" },
    { name: "Targets built", value: "6 of 7", note: "" },
  ]);
});

test("figures of a test run: each test is in one number", () => {
  const note = "1 flaky, 1 failed, 1 not built, 1 cached";
  expect(figuresOf(report(failed))).toContainEqual({ name: "Tests", value: "2 passed", note });
});

test("without counts of actions, nothing is said of caches", () => {
  const { cache } = report(nothing);
  const uncounted = { ...report(nothing), cache: { ...cache, internal: 0, total: 0, runners: [] } };
  expect(hadNothingToDo(uncounted)).toBe(false);
  expect(cacheNote(uncounted)).toBe("unknown");
  expect(figuresOf(uncounted)).toContainEqual({ name: "Cache", value: "–", note: "unknown" });
  expect(figuresOf(uncounted)).toContainEqual({ name: "Work", value: "–", note: "unknown" });
});

test("what Bazel does inside itself is not nothing", () => {
  const { cache } = report(nothing);
  const busy = { ...report(nothing), cache: { ...cache, internal: 7, total: 7 } };
  expect(hadNothingToDo(busy)).toBe(false);
  expect(cacheNote(busy)).toBe("no process ran");
});

test("nothing to do is neither 0 % nor 100 %", () => {
  expect(hadNothingToDo(report(nothing))).toBe(true);
  expect(figuresOf(report(nothing))).toContainEqual({ name: "Cache", value: "Nothing to do", note: "everything was up to date" });
});

test("a failed invocation that ran nothing had something to do", () => {
  const empty = { ...report(nothing), invocation: { ...report(nothing).invocation, outcome: "failed" as const } };
  expect(hadNothingToDo(empty)).toBe(false);
  expect(cacheNote(empty)).toBe("no process ran");
});
