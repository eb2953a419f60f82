// check_lock.mjs VERDICT LOCK PACKAGE_JSON...: writes VERDICT and exits with 0 if the lock agrees with every
// package.json; else says on stderr what differs and exits with 1.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path/posix";
import { lockMismatches, readLock } from "./lock_mismatches.mjs";

const [verdict, lockPath, ...packageJsonPaths] = process.argv.slice(2);

function read(path, parse) {
  try {
    // Editors may put a byte order mark in front; npm and pnpm skip it.
    return parse(readFileSync(path, "utf8").replace(/^\uFEFF/, ""));
  } catch (cause) {
    console.error(`${path} cannot be read: ${cause.message}`);
    process.exit(1);
  }
}

const lock = read(lockPath, readLock);
const manifests = new Map(
  packageJsonPaths.map((path) => [relative(dirname(lockPath), dirname(path)) || ".", read(path, JSON.parse)]),
);
const mismatches = lockMismatches(lock, manifests);
if (mismatches.length > 0) {
  console.error(`pnpm-lock.yaml does not match package.json:`);
  for (const mismatch of mismatches) console.error(`  ${mismatch}`);
  console.error("Run: pnpm install --lockfile-only");
  process.exit(1);
}
writeFileSync(verdict, `pnpm-lock.yaml matches ${manifests.size} package.json files\n`);
