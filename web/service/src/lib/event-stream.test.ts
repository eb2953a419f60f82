import { afterEach, expect, test, vi } from "vitest";
import { FrameReader, framesOf } from "./event-stream";

afterEach(() => vi.useRealTimers());

const TEXT = ': sign of life\n\nid: 1\ndata: {"a":1}\n\nid: 2\r\ndata:two\r\ndata: lines\r\n\r\nid: 3\ndata: ä…🙂\n\n';
const DATA = ['{"a":1}', "two\nlines", "ä…🙂"];

test("frames come whole, wherever the text is cut", () => {
  for (let cut = 0; cut <= TEXT.length; cut++) {
    const reader = new FrameReader();
    expect([...reader.push(TEXT.slice(0, cut)), ...reader.push(TEXT.slice(cut))], `cut at ${cut}`).toEqual(DATA);
  }
});

test("letters come whole, wherever the bytes are cut", async () => {
  const bytes = new TextEncoder().encode(TEXT);
  const pieces = Array.from(bytes, (byte) => Uint8Array.of(byte));
  const found: string[] = [];
  const stream = new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  for await (const frames of framesOf(stream)) found.push(...frames);
  expect(found).toEqual(DATA);
});

test("what has no end is no frame", () => {
  expect(new FrameReader().push('data: {"half":')).toEqual([]);
});

test("silence is a broken connection, and the stream is given back", async () => {
  vi.useFakeTimers();
  const cancel = vi.fn();
  const next = framesOf(new ReadableStream({ cancel })).next();
  const failure = expect(next).rejects.toThrow("Nothing was heard of the service");
  await vi.advanceTimersByTimeAsync(25_000);
  await failure;
  expect(cancel).toHaveBeenCalled();
});
