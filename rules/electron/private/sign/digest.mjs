/** What tells whether a file or a folder is as it was. */
import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

function* parts(path) {
  const stat = lstatSync(path);
  yield path;
  if (stat.isSymbolicLink()) yield readlinkSync(path);
  else if (!stat.isDirectory()) yield readFileSync(path);
  else for (const name of readdirSync(path).sort()) yield* parts(join(path, name));
}

/** The SHA-256 of names and content. */
export function digestOf(path) {
  const hash = createHash("sha256");
  for (const part of parts(path)) hash.update(`${part.length}:`).update(part);
  return hash.digest("hex");
}
