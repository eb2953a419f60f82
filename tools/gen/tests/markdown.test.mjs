import assert from "node:assert/strict";
import { test } from "node:test";
import { BEGIN, END, byHand, withParts } from "../markdown/by_hand.mjs";
import { linksFrom, sectionOf, tableOf } from "../markdown/excerpt.mjs";
import { firstSentence, table } from "../markdown/text.mjs";

test("what is written by hand stays, with its lines", () => {
  const document = `# Made\n\n${BEGIN}\n\nMine.\n\n## Mine, too\n\n${END}\n\nMade.\n`;
  assert.equal(byHand(document, "a.md"), `${BEGIN}\n\nMine.\n\n## Mine, too\n\n${END}`);
});

test("a document without the lines was written by hand as a whole", () => assert.equal(byHand("# Mine\n", "a.md"), `${BEGIN}\n\n# Mine\n\n${END}`));
test("a new document has room for it", () => assert.equal(byHand(undefined, "a.md"), `${BEGIN}\n${END}`));

for (const [what, text] of [["the end is gone", `${BEGIN}\nMine.\n`], ["the beginning is gone", `Mine.\n${END}\n`], ["they are turned round", `${END}\n${BEGIN}\n`], ["there are two", `${BEGIN}\n${END}\n${BEGIN}\n${END}\n`]]) {
  test(`nothing is lost where ${what}`, () => assert.throws(() => byHand(text, "a.md"), /a\.md: one line "<!-- by hand -->"/));
}

const WITH_PART = "Mine.\n\n<!-- generated: steps -->\nold\n<!-- end of generated: steps -->\n\nMine.\n";

test("generated parts are made anew, and nothing else", () => {
  const made = withParts(WITH_PART, new Map([["steps", "new $1"]]), "a.md");
  assert.equal(made, "Mine.\n\n<!-- generated: steps -->\n\nnew $1\n\n<!-- end of generated: steps -->\n\nMine.\n");
  assert.equal(withParts(made, new Map([["steps", "new $1"]]), "a.md"), made);
});

test("a part that is missing is an error", () => assert.throws(() => withParts("Mine.\n", new Map([["steps", ""]]), "a.md"), /a\.md: there is no generated part "steps"/));
test("a part that nobody makes is an error", () => assert.throws(() => withParts(WITH_PART, new Map(), "a.md"), /a\.md: the part "steps"/));

test("a section ends at the next heading of its level", () => assert.equal(sectionOf("## A\n\na\n\n### B\n\nb\n\n## C\n", "## A", "a.md"), "a\n\n### B\n\nb"));
test("a table ends with its lines", () => assert.equal(tableOf("a\n\n| a |\n|---|\n| b |\n\nc\n", "| a |", "a.md"), "| a |\n|---|\n| b |"));
test("a heading that is gone is an error", () => assert.throws(() => sectionOf("## B\n", "## A", "a.md"), /a\.md has no heading "## A"/));
test("links lead to the same places", () => assert.equal(linksFrom("[a](../A.md), [b](b.md#c), [d](https://x/y), [e](#f)", "docs", ""), "[a](A.md), [b](docs/b.md#c), [d](https://x/y), [e](#f)"));

test("bars in a table are escaped once", () => assert.equal(table(["a"], [["b|c\nd \\| e"]]), "| a |\n|---|\n| b\\|c d \\| e |"));
test("a first sentence", () => assert.equal(firstSentence("Reads\nfiles.bzl of a. Then more.\n\nEnd."), "Reads files.bzl of a"));
