/** Which files of an app are signed. */
import { readdirSync } from "node:fs";
import { join } from "node:path";

import { SigningError } from "./signing_error.mjs";

/** A pattern: `*` is any part of a name. One without a slash means names at any depth. */
function expression(pattern) {
  const text = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&")).join("[^/]*");
  return new RegExp(pattern.includes("/") ? `^${text}$` : `(^|/)${text}$`);
}

/** Paths below a folder, sorted: files, and bundles, which are signed as one. */
function walk(folder, prefix = "") {
  return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap((entry) => {
    const path = prefix + entry.name;
    if (!entry.isDirectory()) return entry.isFile() ? [path] : [];
    return entry.name.endsWith(".app") ? [path] : walk(join(folder, entry.name), `${path}/`);
  });
}

/** The paths that patterns mean. */
export function chosen(folder, { artifact, files, filesAreDefault }) {
  const paths = walk(folder);
  const unused = files.filter((pattern) => !paths.some((path) => expression(pattern).test(path)));
  if (filesAreDefault ? unused.length === files.length : unused.length) {
    throw new SigningError(`"files" has ${unused.map((pattern) => `"${pattern}"`).join(", ")}, which matches nothing in ${artifact}`);
  }
  return paths.filter((path) => files.some((pattern) => expression(pattern).test(path)));
}
