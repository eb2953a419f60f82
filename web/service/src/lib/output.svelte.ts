/** What agent and check printed, in blocks, so that a page need not hold all of it at once. */
import type { Stream } from "./api-types";

export interface Segment {
  stream: Stream;
  text: string;
}

const BLOCK_LINES = 100;
const BLOCK_CHARACTERS = 64 * 1024;

/** Lines that belong together in the page. Only the last block of an output grows. */
export class Block {
  #segments = $state.raw<readonly Segment[]>([]);
  #lines = 0;
  #characters = 0;

  get segments(): readonly Segment[] {
    return this.#segments;
  }

  /** Line ends, which are lines but for one that has not ended. */
  get lines(): number {
    return this.#lines;
  }

  get isFull(): boolean {
    return this.#lines >= BLOCK_LINES || this.#characters >= BLOCK_CHARACTERS;
  }

  /** Adds as much as fits, and gives what does not. */
  add(stream: Stream, text: string): string {
    let end = 0;
    while (!this.isFull && end < text.length) {
      const line = text.indexOf("\n", end);
      const next = Math.min(line < 0 ? text.length : line + 1, end + BLOCK_CHARACTERS);
      if (text[next - 1] === "\n") this.#lines += 1;
      this.#characters += next - end;
      end = next;
    }
    const last = this.#segments.at(-1);
    const added = text.slice(0, end);
    this.#segments =
      last?.stream === stream
        ? [...this.#segments.slice(0, -1), { stream, text: last.text + added }]
        : [...this.#segments, { stream, text: added }];
    return text.slice(end);
  }
}

/** Colours and moves of a terminal. */
const CONTROL = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g;
/** What may be the beginning of one, or of a line end, that the next piece completes. */
const BEGUN = /(?:\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]{0,200}\x1b?)?|\r)$/;

export class Output {
  #blocks = $state.raw<readonly Block[]>([]);
  #lines = $state.raw(0);
  #isWithinLine = false;
  #begun = new Map<Stream, string>();

  get blocks(): readonly Block[] {
    return this.#blocks;
  }

  /** Counts with one that has not ended. */
  get lines(): number {
    return this.#lines;
  }

  append(stream: Stream, printed: string): void {
    const text = (this.#begun.get(stream) ?? "") + printed;
    const begun = BEGUN.exec(text)?.[0] ?? "";
    this.#begun.set(stream, begun);
    const plain = text.slice(0, text.length - begun.length).replace(/\r\n?/g, "\n").replace(CONTROL, "");
    if (plain !== "") this.#add(stream, plain);
  }

  /** A line of the page itself, between what was printed. */
  note(text: string): void {
    this.#add("service", `${this.#isWithinLine ? "\n" : ""}${text}\n`);
  }

  #add(stream: Stream, text: string): void {
    let rest = text;
    let last = this.#blocks.at(-1);
    while (rest !== "") {
      if (!last || last.isFull) {
        last = new Block();
        this.#blocks = [...this.#blocks, last];
      }
      rest = last.add(stream, rest);
    }
    this.#isWithinLine = !text.endsWith("\n");
    this.#lines = this.#blocks.reduce((sum, block) => sum + block.lines, 0) + (this.#isWithinLine ? 1 : 0);
  }
}
