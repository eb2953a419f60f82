import { expect, test } from "vitest";
import { formatCount, formatDuration, formatPlace, formatShare, formatTime, formatWords } from "./format";

test.each([
  [null, "–"],
  [0, "0 ms"],
  [0.3, "<1 ms"],
  [850.4, "850 ms"],
  [999.4, "999 ms"],
  [999.9, "1.0 s"],
  [12_340, "12.3 s"],
  [59_949, "59.9 s"],
  [59_950, "1 min 0 s"],
  [125_000, "2 min 5 s"],
  [3_599_400, "59 min 59 s"],
  [3_599_600, "1 h 0 min"],
  [3_720_000, "1 h 2 min"],
  [4_000 * 3_600_000, "4,000 h 0 min"],
])("a duration of %s ms is %s", (ms, text) => expect(formatDuration(ms)).toBe(text));

test.each([
  [0, "0 %"],
  [0.004, "<1 %"],
  [0.402, "40 %"],
  [0.996, ">99 %"],
  [1, "100 %"],
])("a share of %d is %s", (share, text) => expect(formatShare(share)).toBe(text));

test.each([
  [0, "0 actions"],
  [1, "1 action"],
  [1204, "1,204 actions"],
])("%d counts as %s", (count, text) => expect(formatCount(count, "action")).toBe(text));

test("an unknown time says so", () => expect(formatTime(0)).toBe("unknown"));

test("a time has date and time of day", () => expect(formatTime(1_795_237_844_190)).toMatch(/^Nov 21, 2026, .*:\d\d:44/));

test("names of the report become words", () => expect(formatWords("toolHaltedBeforeTesting")).toBe("tool halted before testing"));

test("places are as editors understand them", () => {
  expect(formatPlace({ file: "src/main.c", line: 12, column: 7 })).toBe("src/main.c:12:7");
  expect(formatPlace({ file: "BUILD", line: 3, column: null })).toBe("BUILD:3");
  expect(formatPlace(null)).toBeNull();
});
