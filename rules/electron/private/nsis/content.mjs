/** What is installed, in an order that is the same on every machine. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** { root, files: [path], folders: [path], kilobytes }: paths with slashes, sorted, folders before what is in them. */
export function contentOf(root) {
  const content = { root, files: [], folders: [], kilobytes: 0 };
  let bytes = 0;
  const walk = (prefix) => {
    for (const entry of readdirSync(join(root, prefix), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = prefix + entry.name;
      if (entry.isDirectory()) {
        content.folders.push(path);
        walk(`${path}/`);
      } else {
        content.files.push(path);
        bytes += statSync(join(root, path)).size;
      }
    }
  };
  walk("");
  content.kilobytes = Math.ceil(bytes / 1024);
  return content;
}
