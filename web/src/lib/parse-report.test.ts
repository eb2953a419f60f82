import { expect, test } from "vitest";
import failed from "../testdata/failed.json?raw";
import nothing from "../testdata/nothing-to-do.json?raw";
import passed from "../testdata/passed.json?raw";
import { parseReport } from "./parse-report";
import { ReportError } from "./report-error";

function errorOf(text: string): ReportError {
  try {
    parseReport(text, "report.json");
  } catch (error) {
    if (error instanceof ReportError) return error;
  }
  throw new Error("no ReportError was thrown");
}

const changed = (change: (report: Record<string, unknown>) => void) => {
  const report = JSON.parse(passed) as Record<string, unknown>;
  change(report);
  return JSON.stringify(report);
};

test.each([failed, nothing, passed])("a report is read", (text) => {
  expect(parseReport(text, "report.json")).toEqual(JSON.parse(text));
});

test("a report from before some fields came is read, with nothing in them", () => {
  const older = changed((report) => delete report["criticalPath"]);
  expect(parseReport(older, "report.json")).toEqual({ ...JSON.parse(passed), criticalPath: null });
  expect(parseReport(failed.replaceAll('"queuedMs": 0.0,', ""), "report.json")).toEqual(JSON.parse(failed));
});

test("a status that is not known yet is read as the one that claims least", () => {
  const newer = failed.replace('"status": "flaky"', '"status": "mended"').replace('"status": "built"', '"status": "borrowed"');
  const report = parseReport(newer, "report.json");
  expect(report.tests.map((test) => test.status)).toContain("noStatus");
  expect(report.targets.map((target) => target.status)).toContain("incomplete");
  const outcome = passed.replace('"outcome": "passed"', '"outcome": "postponed"');
  expect(parseReport(outcome, "report.json").invocation.outcome).toBe("incomplete");
});

test("a report of before there were reasons is read", () => {
  const older = failed.replaceAll(/,\s*"reason": null/g, "");
  expect(older).not.toContain('"reason"');
  expect(parseReport(older, "report.json")).toEqual(JSON.parse(failed));
});

test("fields that are not known yet are let pass", () => {
  expect(parseReport(changed((report) => (report["colour"] = "blue")), "report.json").version).toBe(1);
});

test.each([
  ["", "The file is empty."],
  ["<html>", /^This is not JSON: .*\.$/],
  ["[1]", "This is JSON, but not a build report."],
  ["null", "This is JSON, but not a build report."],
  ['{"version":1}', "This is JSON, but not a build report."],
  ['{"id":{"started":{}}}\n{"id":{}}\n', "These are Bazel's build events, not a report."],
  ['{\n  "id": {}\n}\n{\n  "id": {}\n}\n', "These are Bazel's build events, not a report."],
  ['{"id":{"progress":{}}}\n', "These are Bazel's build events, not a report."],
  ['[{"id":{"started":{}}}]', "These are Bazel's build events, not a report."],
  [changed((report) => (report["version"] = 2)), "The report has version 2; this page reads version 1."],
])("%.20s is refused", (text, cause) => {
  const error = errorOf(text);
  expect(error.source).toBe("report.json");
  expect(error.cause).toMatch(cause);
  expect(error.nextStep).not.toBe("");
});

test("damage is named by its place", () => {
  const error = errorOf(changed((report) => ((report["invocation"] as Record<string, unknown>)["durationMs"] = "long")));
  expect(error.cause).toBe("The report is damaged: some fields are missing or invalid.");
  expect(error.details).toEqual(['invocation.durationMs: Expected a number, but received: "long"']);
});

test("much damage is summed up", () => {
  const error = errorOf('{"version":1,"invocation":{}}');
  expect(error.details).toHaveLength(6);
  expect(error.details.at(-1)).toMatch(/^and \d+ more$/);
});
