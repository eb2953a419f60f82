import { beforeEach, expect, test } from "vitest";
import { Notes } from "./notes.svelte.ts";

beforeEach(() => localStorage.clear());

test("notes are added, removed and kept", () => {
  const notes = new Notes(localStorage);
  notes.add(" one ");
  notes.add("two");
  notes.add("  ");
  notes.remove(0);
  expect(notes.texts).toEqual(["two"]);
  expect(new Notes(localStorage).texts).toEqual(["two"]);
});

test.each(["", "null", "{}", "[1, true]"])("a storage with %j has no notes", (value) => {
  localStorage.setItem("notes", value);
  expect(new Notes(localStorage).texts).toEqual([]);
});
