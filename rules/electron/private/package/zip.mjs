/** A zip of a folder that is the same for the same content: sorted, with one time, links kept, two kinds of modes. */
import { createWriteStream, lstatSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";

// The first time that a zip can hold; DOS times have no zone, so local time it is.
const mtime = new Date(1980, 0, 1);
const common = { forceDosTimestamp: true, mtime };

function* walk(folder, prefix) {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    const stat = lstatSync(path);
    yield { path, name: prefix + name, stat };
    if (stat.isDirectory()) yield* walk(path, `${prefix}${name}/`);
  }
}

function add(zip, { path, name, stat }) {
  if (stat.isSymbolicLink()) {
    zip.addBuffer(Buffer.from(readlinkSync(path)), name, { ...common, compress: false, mode: 0o120777 });
  } else if (stat.isDirectory()) {
    zip.addEmptyDirectory(name, { ...common, mode: 0o40755 });
  } else {
    zip.addFile(path, name, { ...common, mode: stat.mode & 0o111 ? 0o100755 : 0o100644 });
  }
}

/** Writes `out` with the content of `folder`, below a folder of the name `root`. */
export async function zipFolder(folder, root, out) {
  const zip = new ZipFile();
  const written = pipeline(zip.outputStream, createWriteStream(out));
  const failed = new Promise((_, fail) => zip.on("error", fail));
  for (const entry of walk(folder, `${root}/`)) add(zip, entry);
  zip.end();
  await Promise.race([written, failed]);
}
