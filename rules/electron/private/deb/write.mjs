/** Files of packages. */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Writes a file below `root`, with the same mode on every machine. */
export function write(root, path, content) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
  // Whatever the machine takes away from new files.
  chmodSync(join(root, path), 0o644);
}
