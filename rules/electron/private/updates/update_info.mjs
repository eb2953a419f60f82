/**
 * Describes a new version for electron-updater:
 *
 *     node update_info.mjs SPEC
 *
 * SPEC is written by electron_update_info.bzl: {"label", "feeds": [{"out", "files": [{"asar", "path"}]}], "releaseDate",
 * "releaseNotes": file or "", "optional": further fields}. Exits with 1 after one line that says what is wrong.
 */
import { createHash } from "node:crypto";
import { createReadStream, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { pipeline } from "node:stream/promises";
import { extractFile } from "@electron/asar";

import { DeclaredError } from "../asar/declared_error.mjs";
import { releaseDate } from "./release_date.mjs";
import { yaml } from "./yaml.mjs";

async function described(path) {
  const hash = createHash("sha512");
  await pipeline(createReadStream(path), hash);
  return { url: basename(path), sha512: hash.digest("base64"), size: statSync(path).size };
}

const versionOf = (asar) => JSON.parse(extractFile(asar, "package.json").toString("utf8")).version;

/** The version that all artifacts have. */
function oneVersion(feeds) {
  const versions = new Map(feeds.flatMap(({ files }) => files).map(({ asar, path }) => [basename(path), versionOf(asar)]));
  const different = new Set(versions.values());
  if (different.size > 1) throw new DeclaredError([`artifacts: they are of several versions: ${[...versions].map((pair) => pair.join(" ")).join(", ")}`]);
  return [...different][0];
}

async function write(spec) {
  const common = {
    ...spec.optional,
    ...(spec.releaseNotes && { releaseNotes: readFileSync(spec.releaseNotes, "utf8") }),
    releaseDate: releaseDate(spec.releaseDate),
  };
  const version = oneVersion(spec.feeds);
  for (const { files, out } of spec.feeds) {
    const entries = await Promise.all(files.map(({ path }) => described(path)));
    // Versions before 4 of electron-updater read one file.
    const [{ sha512, url }] = entries;
    writeFileSync(out, yaml({ version, files: entries, path: url, sha512, ...common }));
  }
}

const spec = JSON.parse(readFileSync(process.argv[2], "utf8"));
try {
  await write(spec);
} catch (error) {
  if (error instanceof DeclaredError) for (const problem of error.problems) console.error(`${spec.label}: ${problem}`);
  else console.error(error);
  process.exitCode = 1;
}
