/** Mistakes in what was declared: each reported as one line, without a stack. */
import { readFileSync } from "node:fs";

export class DeclaredError extends Error {
  constructor(problems) {
    super(problems.join("; "));
    this.problems = problems;
  }
}

export function readJson(path) {
  try {
    // Editors may put a byte order mark in front; npm skips it.
    return JSON.parse(readFileSync(path, "utf8").replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new DeclaredError([`${path}: ${error.message}`]);
  }
}
