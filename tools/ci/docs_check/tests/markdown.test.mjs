import assert from "node:assert/strict";
import { test } from "node:test";
import { anchorOf, readMarkdown } from "../markdown.mjs";

test("headings become the anchors that repository hosts make", () => {
  assert.equal(anchorOf("Keys of tk.toml"), "keys-of-tktoml");
  assert.equal(anchorOf("`tk dev`: what runs?"), "tk-dev-what-runs");
  assert.deepEqual([...readMarkdown("a.md", "# A\n\n## A\n\n```sh\n# B\n```\n").anchors], ["a", "a-1"]);
});

test("code spans have the line on which they begin", () => {
  const { spans } = readMarkdown("a.md", "one\n\ntwo `a b`, `` c`d ``\nand `wrapped\nspan`\n\n| `x\\|y` |\n");
  assert.deepEqual(spans, [
    { line: 3, text: "a b" },
    { line: 3, text: "c`d" },
    { line: 4, text: "wrapped span" },
    { line: 7, text: "x|y" },
  ]);
});

test("links, images and definitions, but not those in code", () => {
  const { links } = readMarkdown("a.md", "[a](b.md#c) ![d](e.png \"f\")\n`[g](h.md)`\n\n[i]: j.md\n");
  assert.deepEqual(links, [
    { line: 1, text: "b.md#c" },
    { line: 1, text: "e.png" },
    { line: 4, text: "j.md" },
  ]);
});

test("fenced blocks have their language, and no spans", () => {
  const { fences, spans } = readMarkdown("a.md", "```sh\n`a`\n```\n~~~\nb\n```\n~~~\n");
  assert.deepEqual(fences.map(({ language, lines }) => ({ language, lines })), [
    { language: "sh", lines: [{ line: 2, text: "`a`" }] },
    { language: "", lines: [{ line: 5, text: "b" }, { line: 6, text: "```" }] },
  ]);
  assert.deepEqual(spans, []);
});
