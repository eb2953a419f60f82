/** What a build has done so far, made of its events alone. */
import type { Event, Phase, Status } from "./api-types";
import { CheckRound } from "./check-round.svelte";
import { Output } from "./output.svelte";
import type { Tone } from "./words";

export type Entry =
  | { kind: "phase"; seq: number; phase: Phase; attempt: number; from: number; until: number | null }
  | { kind: "note"; seq: number; at: number; text: string; tone: Tone };

export class Progress {
  /** The number of the last event. */
  last = 0;
  readonly output = new Output();
  #status = $state.raw<Status>("pending");
  #entries = $state.raw<readonly Entry[]>([]);
  #rounds = $state.raw<readonly CheckRound[]>([]);
  #areMissing = $state.raw(false);
  #attempt = 0;

  get status(): Status {
    return this.#status;
  }

  /** Phases and what came between them. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** All runs of the check, the last one last. */
  get rounds(): readonly CheckRound[] {
    return this.#rounds;
  }

  /** Whether the service has forgotten some. */
  get areMissing(): boolean {
    return this.#areMissing;
  }

  get phase(): Phase | null {
    const last = this.#entries.findLast((entry) => entry.kind === "phase");
    return last && last.until === null ? last.phase : null;
  }

  apply(event: Event): void {
    if (event.seq !== this.last + 1) this.#areMissing = true;
    this.last = event.seq;
    switch (event.kind) {
      case "queued":
        this.#status = "pending";
        break;
      case "claimed":
        this.#claimed(event.attempt);
        break;
      case "phase":
        this.#begin(event.data.phase, event);
        break;
      case "output":
        this.output.append(event.data.stream, event.data.text);
        break;
      case "check":
        if (this.#rounds.length === 0) this.#check(event.attempt);
        this.#rounds.at(-1)?.apply(event.data);
        break;
      case "commit":
        this.#note(event, `Commit ${event.data.sha.slice(0, 12)} changes ${event.data.files} ${event.data.files === 1 ? "file" : "files"}`, "good");
        break;
      case "pushed":
        this.#note(event, `Pushed to ${event.data.reference}`, "good");
        break;
      case "retry":
        this.#end(event.at);
        this.#status = "pending";
        this.#note(event, `Attempt ${event.attempt} was given back: ${event.data.reason}`, "warn");
        break;
      case "lease_lost":
        this.#end(event.at);
        this.#note(event, `Worker ${event.data.worker} was not heard of any more`, "warn");
        break;
      case "cancel_requested":
        this.#note(event, `Stop asked for by ${event.data.by}`, "warn");
        break;
      case "end":
        this.#end(event.at);
        this.#status = event.data.status;
        break;
    }
  }

  #claimed(attempt: number): void {
    this.#status = "running";
    this.#attempt = attempt;
    if (attempt > 1) this.output.note(`— attempt ${attempt} —`);
  }

  #begin(phase: Phase, { seq, at, attempt }: Event): void {
    this.#end(at);
    this.#status = "running";
    this.#entries = [...this.#entries, { kind: "phase", seq, phase, attempt: Math.max(attempt, this.#attempt), from: at, until: null }];
    if (phase === "check") this.#check(attempt);
  }

  #end(at: number): void {
    this.#entries = this.#entries.map((entry) => (entry.kind === "phase" && entry.until === null ? { ...entry, until: at } : entry));
  }

  #check(attempt: number): void {
    const before = this.#rounds.filter((round) => round.attempt === attempt).length;
    this.#rounds = [...this.#rounds, new CheckRound(before + 1, attempt)];
  }

  #note({ seq, at }: Event, text: string, tone: Tone): void {
    this.#entries = [...this.#entries, { kind: "note", seq, at, text, tone }];
  }
}
