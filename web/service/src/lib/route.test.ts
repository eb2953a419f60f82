import { expect, test } from "vitest";
import { buildHash, buildsHash, parseRoute } from "./route.svelte";

const builds = { page: "builds", status: null, project: null, after: null };

test.each([
  ["", builds],
  ["#/", builds],
  ["#/builds", builds],
  ["#/?status=failed&project=shop&after=9", { ...builds, status: "failed", project: "shop", after: "9" }],
  ["#/?status=odd", builds],
  ["#/builds/019a", { page: "build", id: "019a" }],
  ["#/projects", { page: "projects" }],
  ["#/new?project=shop", { page: "new", project: "shop" }],
  ["#/builds/1/2", { page: "unknown" }],
  ["#/projects/1", { page: "unknown" }],
  ["#/nowhere", { page: "unknown" }],
])("%s", (hash, route) => expect(parseRoute(hash)).toEqual(route));

test("addresses lead back to what they were made of", () => {
  expect(parseRoute(buildsHash({ status: "running", project: "a&b", after: null }))).toEqual({ ...builds, status: "running", project: "a&b" });
  expect(buildsHash({})).toBe("#/");
  expect(parseRoute(buildHash("019a"))).toEqual({ page: "build", id: "019a" });
});
