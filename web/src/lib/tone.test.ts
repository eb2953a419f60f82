import { expect, test } from "vitest";
import { toneOf, worstFirst } from "./tone";

test("what failed comes first, the rest keeps its order", () => {
  const items = (["passed", "skipped", "flaky", "failed", "built", "timeout"] as const).map((status) => ({ status }));
  expect(worstFirst(items).map((item) => item.status)).toEqual(["failed", "timeout", "flaky", "passed", "built", "skipped"]);
});

test("incomplete is never good", () => expect(toneOf("incomplete")).toBe("warn"));
