/** The archive of a folder: the same for the same content, whatever times, order and permissions its files have. */
import { createRequire } from "node:module";
import { createReadStream, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { createPackageFromStreams } from "@electron/asar";

import { DeclaredError } from "./declared_error.mjs";
import { isNative, modeOf } from "./modes.mjs";

// The library with which @electron/asar itself reads patterns.
const { minimatch } = createRequire(import.meta.resolve("@electron/asar"))("minimatch");

function* walk(folder, prefix = "") {
  for (const name of readdirSync(folder).sort()) {
    const path = prefix + name;
    if (statSync(join(folder, name)).isDirectory()) {
      yield { path, isDirectory: true };
      yield* walk(join(folder, name), `${path}/`);
    } else {
      yield { path, isDirectory: false };
    }
  }
}

/** Whether a file or a folder above it is what a pattern means; one without a slash means names at any depth. */
function matches(path, pattern) {
  const parts = path.split("/");
  return parts.some((_, index) => minimatch(parts.slice(0, index + 1).join("/"), pattern, { dot: true, matchBase: true }));
}

/** Packs `app` as `out`; what cannot be used from an archive, and what matches, lies in `out`.unpacked. */
export async function writeArchive(app, out, patterns) {
  const unused = new Set(patterns);
  const streams = [...walk(app)].map(({ path, isDirectory }) => {
    if (isDirectory) return { type: "directory", path, unpacked: false };
    const file = join(app, path);
    const matching = patterns.filter((pattern) => matches(path, pattern));
    for (const pattern of matching) unused.delete(pattern);
    const stat = { mode: modeOf(file), size: statSync(file).size };
    return { type: "file", path, unpacked: matching.length > 0 || isNative(file), stat, streamGenerator: () => createReadStream(file) };
  });
  if (unused.size) throw new DeclaredError([...unused].map((pattern) => `"unpack" has "${pattern}", which matches nothing in the app`));
  mkdirSync(`${out}.unpacked`, { recursive: true });
  await createPackageFromStreams(out, streams);
}
