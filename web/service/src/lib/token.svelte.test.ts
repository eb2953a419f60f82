// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest";
import { TokenState } from "./token.svelte";

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
});

test("a token outlives a reload, and not the tab", () => {
  new TokenState().use("tks_1");
  expect(new TokenState().token).toBe("tks_1");
  expect(localStorage).toHaveLength(0);
  expect(document.cookie).toBe("");
});

test("it is asked for when the service refuses, and forgotten on demand", () => {
  const state = new TokenState();
  expect([state.token, state.isNeeded]).toEqual([null, false]);
  state.refused();
  expect(state.isNeeded).toBe(true);
  state.use("tks_2");
  expect([state.token, state.isNeeded]).toEqual(["tks_2", false]);
  state.forget();
  expect([state.token, state.isNeeded, new TokenState().token]).toEqual([null, true, null]);
});
