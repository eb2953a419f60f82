import { greet } from "#lib/greeting.ts";
import { expect, test } from "vitest";

test("greets by name", () => {
  expect(greet("kit")).toBe("Hello, kit!");
});
