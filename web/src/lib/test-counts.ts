/** How many tests ended how, in words. */
import type { Test, TestStatus } from "./report";

const WORDS: Record<TestStatus, string> = {
  passed: "passed",
  flaky: "flaky",
  failed: "failed",
  remoteFailure: "failed",
  timeout: "timed out",
  failedToBuild: "not built",
  skipped: "skipped",
  incomplete: "stopped",
  toolHaltedBeforeTesting: "stopped",
  noStatus: "not run",
};

const ORDER = [...new Set(Object.values(WORDS))];

/** "12 passed", "1 flaky", "2 skipped": each test in one of them; what there is none of is left out, except for those that passed. */
export function countTests(tests: readonly Test[]): string[] {
  const count = (word: string) => tests.filter((test) => WORDS[test.status] === word).length;
  return ORDER.map((word) => ({ word, number: count(word) }))
    .filter(({ word, number }) => number > 0 || word === "passed")
    .map(({ word, number }) => `${number} ${word}`);
}

/** What is said of one test: of those that did not run, why. */
export function describeTest(status: TestStatus): string | undefined {
  return ["skipped", "incomplete", "toolHaltedBeforeTesting", "noStatus"].includes(status) ? WORDS[status] : undefined;
}
