import { expect, test } from "vitest";
import { label } from "./label";

test("a label has its number, and a test its environment", () => {
  expect(label(3)).toBe("clicked 3 times");
  expect(import.meta.env.MODE).toBe("test");
});
