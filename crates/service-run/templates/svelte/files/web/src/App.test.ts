import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test } from "vitest";
import App from "./App.svelte";
import { title } from "./title.ts";

beforeEach(() => localStorage.clear());
afterEach(cleanup);

test("the page has its heading and no notes", () => {
  render(App, { storage: localStorage });
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe(title);
  expect(screen.getByText("There are no notes yet.")).toBeTruthy();
});

test("a note is added and removed", async () => {
  render(App, { storage: localStorage });
  await fireEvent.input(screen.getByLabelText("New note"), { target: { value: "Buy milk" } });
  await fireEvent.click(screen.getByRole("button", { name: "Add" }));
  expect(screen.getByText("Buy milk")).toBeTruthy();
  await fireEvent.click(screen.getByRole("button", { name: "Remove Buy milk" }));
  expect(screen.queryByText("Buy milk")).toBeNull();
});
