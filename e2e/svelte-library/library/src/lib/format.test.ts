import { format } from "$lib/format.js";
import { expect, test } from "vitest";

test("one is singular", () => {
  expect([0, 1, 2].map(format)).toEqual(["0 clicks", "1 click", "2 clicks"]);
});
