import { expect, test } from "vitest";
import failed from "../testdata/failed.json";
import nothing from "../testdata/nothing-to-do.json";
import passed from "../testdata/passed.json";
import { checkReport } from "./parse-report";
import { describeCommand, figuresOf, hadNothingToDo } from "./summary";

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

test("figures of a test run count flaky tests as passed", () => {
  expect(figuresOf(report(failed))).toContainEqual({ name: "Tests passed", value: "3 of 5", note: "1 cached" });
});

test("nothing to do is neither 0 % nor 100 %", () => {
  expect(hadNothingToDo(report(nothing))).toBe(true);
  expect(figuresOf(report(nothing))).toContainEqual({ name: "Cache", value: "Nothing to do", note: "everything was up to date" });
});

test("a failed invocation that ran nothing had something to do", () => {
  const empty = { ...report(nothing), invocation: { ...report(nothing).invocation, outcome: "failed" as const } };
  expect(hadNothingToDo(empty)).toBe(false);
});
