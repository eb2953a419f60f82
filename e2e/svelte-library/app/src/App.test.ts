import { fireEvent, render, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import App from "./App.svelte";

test("the library's component counts", async () => {
  render(App);
  const button = screen.getByRole("button");
  expect(button.textContent).toBe("1 click");
  await fireEvent.click(button);
  expect(button.textContent).toBe("2 clicks");
});
