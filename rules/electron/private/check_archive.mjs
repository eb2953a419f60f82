/**
 * Checks that Electron's archive is there and whole, and says with what an app is started:
 *
 *     node check_archive.mjs SPEC OUT
 *
 * SPEC is written by electron_start.bzl; OUT is SPEC without what only the check needs. Exits with 1 after one line
 * that says what is wrong.
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const [specFile, out] = process.argv.slice(2);
const { reason, staged, ...spec } = JSON.parse(readFileSync(specFile, "utf8"));

function problem() {
  if (reason) return reason;
  if (!spec.sha256) return undefined;
  const actual = createHash("sha256").update(readFileSync(staged)).digest("hex");
  return actual === spec.sha256 ? undefined : `${staged} has SHA-256 ${actual}, expected ${spec.sha256}; the file is damaged or a different one`;
}

const found = problem();
if (found) {
  console.error(found);
  process.exitCode = 1;
} else {
  writeFileSync(out, JSON.stringify(spec, null, 2) + "\n");
}
