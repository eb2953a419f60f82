import { expect, test } from "vitest";
import { Output } from "./output.svelte";

const textOf = (output: Output) => output.blocks.flatMap((block) => block.segments.map(({ text }) => text)).join("");

test("lines stay whole over pieces, and who printed them is kept", () => {
  const output = new Output();
  output.append("stdout", "one\ntw");
  output.append("stdout", "o\n");
  output.append("stderr", "three\nfo");
  expect(output.blocks[0]?.segments).toEqual([
    { stream: "stdout", text: "one\ntwo\n" },
    { stream: "stderr", text: "three\nfo" },
  ]);
  expect(output.lines).toBe(4);
});

test("much output becomes many small blocks, and nothing of it is lost", () => {
  const output = new Output();
  const lines = Array.from({ length: 25_000 }, (_, index) => `line ${index}\n`).join("");
  for (let at = 0; at < lines.length; at += 16_384) output.append("stdout", lines.slice(at, at + 16_384));
  expect(output.lines).toBe(25_000);
  expect(textOf(output)).toBe(lines);
  expect(output.blocks).toHaveLength(250);
  expect(Math.max(...output.blocks.map((block) => block.lines))).toBe(100);
});

test("a line without an end is cut into blocks, too", () => {
  const output = new Output();
  output.append("stdout", "x".repeat(300_000));
  expect(output.blocks.length).toBeGreaterThan(3);
  expect(textOf(output)).toHaveLength(300_000);
  expect(output.lines).toBe(1);
});

test("colours and line ends of terminals are taken out, wherever the pieces end", () => {
  const printed = "\x1b[1;32mgreen\x1b[0m\r\n50 %\rdone\x1b]0;title\x07\n\x07bell\ttab\n";
  for (let cut = 0; cut <= printed.length; cut++) {
    const output = new Output();
    output.append("stdout", printed.slice(0, cut));
    output.append("stdout", printed.slice(cut));
    expect(textOf(output), `cut at ${cut}`).toBe("green\n50 %\ndone\nbell\ttab\n");
  }
});

test("a note begins a line of its own", () => {
  const output = new Output();
  output.append("stdout", "half");
  output.note("— attempt 2 —");
  output.append("stdout", "whole\n");
  expect(textOf(output)).toBe("half\n— attempt 2 —\nwhole\n");
});
