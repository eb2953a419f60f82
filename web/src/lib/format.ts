/** How numbers, times and names are written for people. */
import type { Location } from "./report";

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const date = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "medium" });

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A duration in milliseconds: "<1 ms", "850 ms", "12.3 s", "2 min 5 s", "1 h 2 min"; "–" when it is not known. */
export function formatDuration(ms: number | null): string {
  if (ms === null) return "–";
  if (ms > 0 && ms < 0.5) return "<1 ms";
  // Rounded before it is decided what it is, here and below: 999.9 ms is 1.0 s, 59.96 s is 1 min 0 s.
  if (Math.round(ms) < SECOND) return `${whole.format(ms)} ms`;
  if (Math.round(ms / 100) * 100 < MINUTE) return `${oneDigit.format(ms / SECOND)} s`;
  const seconds = Math.round(ms / SECOND) * SECOND;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ${(seconds % MINUTE) / SECOND} s`;
  const minutes = Math.round(ms / MINUTE) * MINUTE;
  return `${whole.format(Math.floor(minutes / HOUR))} h ${(minutes % HOUR) / MINUTE} min`;
}

/** A share of 0 to 1: "0 %", "<1 %", "87 %"; only what is all is "100 %". */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.01) return "<1 %";
  if (share > 0.99 && share < 1) return ">99 %";
  return `${whole.format(share * 100)} %`;
}

/** A count with its noun: "1 action", "1,204 actions". */
export function formatCount(count: number, noun: string): string {
  return `${whole.format(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** Milliseconds since 1970 as local date and time; "unknown" for 0, which is what a report says then. */
export function formatTime(ms: number): string {
  return ms === 0 ? "unknown" : date.format(ms);
}

/** Camel case, as the report's enums have it, as words: "failedToBuild" is "failed to build". */
export function formatWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** A place in a file as editors understand it: "src/main.c:12:7"; null stays null. */
export function formatPlace(place: Location | null): string | null {
  if (place === null) return null;
  return [place.file, place.line, place.column].filter((part) => part !== null).join(":");
}
