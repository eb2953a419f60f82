/** Unpacks a zip with links and permissions, as a package or an archive of Electron has them. */
import { chmodSync, createWriteStream, mkdirSync, symlinkSync } from "node:fs";
import { dirname, resolve, sep } from "node:path";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { open } from "yauzl";

// The kinds of file in a zip's Unix modes.
const KIND = 0o170000;
const LINK = 0o120000;

async function place(entry, stream, to) {
  const mode = entry.externalFileAttributes >>> 16;
  if (entry.fileName.endsWith("/")) {
    mkdirSync(to, { recursive: true });
  } else if ((mode & KIND) === LINK) {
    mkdirSync(dirname(to), { recursive: true });
    symlinkSync((await buffer(await stream())).toString(), to);
  } else {
    mkdirSync(dirname(to), { recursive: true });
    await pipeline(await stream(), createWriteStream(to));
    chmodSync(to, (mode & 0o777) | 0o600);
  }
}

/** Unpacks `archive` into `folder`, and nowhere else. */
export async function unzip(archive, folder) {
  const zip = await promisify(open)(archive, { lazyEntries: true });
  const openStream = promisify(zip.openReadStream.bind(zip));
  await new Promise((done, fail) => {
    zip.on("end", done).on("error", fail).on("entry", (entry) => {
      const to = resolve(folder, entry.fileName);
      if (!(to + sep).startsWith(resolve(folder) + sep)) return fail(new Error(`${archive} has the entry ${entry.fileName}, which is outside the target directory`));
      place(entry, () => openStream(entry), to).then(() => zip.readEntry(), fail);
    });
    zip.readEntry();
  });
}
