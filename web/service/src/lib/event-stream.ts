/** Reads server-sent events from a response: the browser's own EventSource cannot send a token. */

/** Cuts text into frames, however it comes in pieces. */
export class FrameReader {
  #rest = "";

  /** The data of the frames that are complete with this piece. Comments, which keep a connection alive, have none. */
  push(piece: string): string[] {
    const frames = (this.#rest + piece).split(/\r?\n\r?\n/);
    this.#rest = frames.pop() ?? "";
    return frames.flatMap((frame) => {
      const lines = frame.split(/\r?\n/).filter((line) => line.startsWith("data:"));
      return lines.length === 0 ? [] : [lines.map((line) => line.slice(line[5] === " " ? 6 : 5)).join("\n")];
    });
  }
}

/** The server lets no ten seconds pass without a sign of life. */
const SILENCE_MS = 25_000;

/**
 * The data of a stream's frames, as many at once as came at once; an empty list where only a sign of life came.
 * Ends with the stream; throws where it breaks, or nothing comes for too long.
 */
export async function* framesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string[]> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const frames = new FrameReader();
  try {
    for (;;) {
      const { done, value } = await withinSilence(reader.read());
      if (done) return;
      yield frames.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    void reader.cancel().catch(() => {});
  }
}

async function withinSilence<T>(read: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error("Nothing was heard of the service")), SILENCE_MS);
  });
  try {
    return await Promise.race([read, silence]);
  } finally {
    clearTimeout(timer);
  }
}
