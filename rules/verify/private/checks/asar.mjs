// An Electron archive holds what the app needs. {path, unpacked, members}
import { existsSync } from "node:fs";
import { join } from "node:path";
import { listPackage, statFile } from "@electron/asar";

export function checkAsar({ path, unpacked, members }) {
  const listed = new Set(listPackage(path, { isPack: false }).map((name) => name.replaceAll("\\", "/").replace(/^\//, "")));
  for (const member of members) {
    if (!listed.has(member)) throw new Error(`it does not contain ${member}`);
    const entry = statFile(path, member);
    if (entry.unpacked && !existsSync(join(unpacked, member))) {
      throw new Error(`${member} is marked as unpacked, but is missing in the directory next to the archive`);
    }
    if (!entry.unpacked && !(entry.size > 0)) throw new Error(`${member} is empty`);
  }
  return `holds ${members.join(", ")}`;
}
