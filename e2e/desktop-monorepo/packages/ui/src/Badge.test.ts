import { render } from "svelte/server";
import { expect, test } from "vitest";

import { Badge } from "./index";

test("a badge has its label and its count", () => {
  expect(render(Badge, { props: { label: "ghost", count: 3 } }).body).toContain("ghost <b>3</b>");
});
