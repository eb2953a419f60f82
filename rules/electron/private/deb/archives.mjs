/** Archives that are the same for the same content: sorted, with one time, owned by root. */
import { chmodSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { create } from "tar";

/** Folders are 0755, whatever the machine makes of new ones. */
function unifyFolders(folder) {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) if (entry.isDirectory()) unifyFolders(join(folder, entry.name));
}

/** Folders before what is in them. */
function* sorted(folder, prefix = "./") {
  yield prefix;
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory()) yield* sorted(join(folder, entry.name), `${prefix}${entry.name}/`);
    else yield prefix + entry.name;
  }
}

/** The compressed tar of a folder. */
export async function tarOf(folder) {
  unifyFolders(folder);
  const tar = create({ cwd: folder, gzip: { level: 9, portable: true }, mtime: new Date(0), noDirRecurse: true, portable: true, preservePaths: true }, [...sorted(folder)]);
  return buffer(tar);
}

/** An `ar` archive, which a Debian package is: names of up to 16 bytes. */
export function ar(members) {
  const parts = Object.entries(members).flatMap(([name, bytes]) => {
    const header = [name.padEnd(16), "0".padEnd(12), "0".padEnd(6), "0".padEnd(6), "100644".padEnd(8), String(bytes.length).padEnd(10), "`\n"].join("");
    return [Buffer.from(header), bytes, Buffer.alloc(bytes.length % 2, "\n")];
  });
  return Buffer.concat([Buffer.from("!<arch>\n"), ...parts]);
}
