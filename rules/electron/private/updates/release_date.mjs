/** The date of a release, which says its zone: it means the same on every machine. */
import { DeclaredError } from "../asar/declared_error.mjs";

const DATE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/;

/** The date as electron-builder writes it. */
export function releaseDate(text) {
  const date = new Date(text);
  if (!DATE.test(text) || Number.isNaN(date.getTime())) {
    throw new DeclaredError([`release_date: "${text}" is no date with a time zone; use one such as 2026-11-30 or 2026-11-30T12:00:00Z`]);
  }
  return date.toISOString();
}
