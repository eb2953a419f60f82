import { expect, test } from "vitest";
import type { Test, TestStatus } from "./report";
import { countTests, describeTest } from "./test-counts";

const tests = (...statuses: TestStatus[]): Test[] =>
  statuses.map((status) => ({ label: "//:t", status, attempts: 1, cached: false, durationMs: 1, step: null, log: null, runs: [] }));

test("each test is counted once", () => {
  const all = tests(
    "passed",
    "flaky",
    "failed",
    "remoteFailure",
    "timeout",
    "failedToBuild",
    "skipped",
    "incomplete",
    "toolHaltedBeforeTesting",
    "noStatus",
  );
  const counts = ["1 passed", "1 flaky", "2 failed", "1 timed out", "1 not built", "1 skipped", "2 stopped", "1 not run"];
  expect(countTests(all)).toEqual(counts);
});

test("that none passed is said, that none failed is not", () => expect(countTests(tests("failedToBuild"))).toEqual(["0 passed", "1 not built"]));

test("a test that did not run says why", () => {
  expect(describeTest("incomplete")).toBe("stopped");
  expect(describeTest("skipped")).toBe("skipped");
  expect(describeTest("passed")).toBeUndefined();
});
