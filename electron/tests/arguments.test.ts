import assert from "node:assert/strict";
import { test } from "node:test";

import { reportPathFromArguments } from "../src/arguments.ts";

const cases: [name: string, argv: string[], packaged: boolean, expected: string | null][] = [
  ["no argument", ["tachikoma"], true, null],
  ["an absolute path", ["tachikoma", "/builds/a.bep"], true, "/builds/a.bep"],
  ["a relative path counts from the working folder", ["tachikoma", "a.bep"], true, "/home/person/a.bep"],
  ["the first of several", ["tachikoma", "a.bep", "b.bep"], true, "/home/person/a.bep"],
  ["flags are not files", ["tachikoma", "--no-sandbox", "-psn_0_1", "a.bep"], true, "/home/person/a.bep"],
  ["after -- everything is a file", ["tachikoma", "--", "-a.bep"], true, "/home/person/-a.bep"],
  ["the app's folder is not a file", ["electron", ".", "a.bep"], false, "/home/person/a.bep"],
  ["only the app's folder", ["electron", "."], false, null],
  ["flags before the app's folder", ["electron", "--inspect", ".", "a.bep"], false, "/home/person/a.bep"],
  ["an empty argument", ["tachikoma", ""], true, null],
];

for (const [name, argv, packaged, expected] of cases) {
  test(name, () => assert.equal(reportPathFromArguments(argv, "/home/person", packaged), expected));
}
