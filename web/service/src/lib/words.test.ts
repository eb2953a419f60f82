import { expect, test } from "vitest";
import { backoff } from "./backoff";
import { describeTests, firstLine, formatAge, formatBytes, ranFor } from "./words";

test.each([
  [0, "now"],
  [12_900, "12 s ago"],
  [60_000, "1 min ago"],
  [3_599_999, "59 min ago"],
  [7_200_000, "2 h ago"],
  [86_400_000, "1 day ago"],
  [200_000_000, "2 days ago"],
])("an age of %i ms", (ms, text) => expect(formatAge(ms)).toBe(text));

test.each([
  [999, "999 B"],
  [1000, "1.0 kB"],
  [999_949, "999.9 kB"],
  [999_950, "1.0 MB"],
])("a size of %i bytes", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test.each([
  [0, 0, "no tests ran"],
  [1, 0, "1 test passed"],
  [12, 0, "12 tests passed"],
  [3, 1, "3 passed, 1 failed"],
  [0, 2, "0 passed, 2 failed"],
])("%i tests passed and %i failed", (passed, failed, text) => expect(describeTests({ tests_passed: passed, tests_failed: failed })).toBe(text));

test("how long a build ran", () => {
  expect(ranFor({}, 9)).toBeNull();
  expect(ranFor({ started_at: 4 }, 9)).toBe(5);
  expect(ranFor({ started_at: 4, finished_at: 6 }, 9)).toBe(2);
  expect(ranFor({ started_at: 12 }, 9)).toBe(0);
});

test("the first line", () => expect(firstLine("\n\n Add a page \nand more")).toBe("Add a page"));

test("pauses double up to a limit", () => {
  expect([0, 1, 2, 5, 50].map((failures) => backoff(failures, () => 0.5))).toEqual([500, 1000, 2000, 15_000, 15_000]);
  expect([backoff(0, () => 0), backoff(0, () => 1)].map(Math.round)).toEqual([400, 600]);
});
