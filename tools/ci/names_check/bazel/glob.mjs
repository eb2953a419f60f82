// glob(): the files of a package, without those of packages below it.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

const BUILD_FILES = ["BUILD.bazel", "BUILD"];

/** The path of a folder's BUILD file, or undefined. */
export function buildFileIn(folder) {
  return BUILD_FILES.map((name) => join(folder, name)).find((path) => existsSync(path));
}

export function glob(folder, include, exclude) {
  const wanted = include.map(pattern);
  const unwanted = exclude.map(pattern);
  return [...filesBelow(folder, "")].filter((path) => wanted.some((one) => one.test(path)) && !unwanted.some((one) => one.test(path))).sort();
}

function pattern(text) {
  const source = String(text)
    .split("/")
    .map((part) => (part === "**" ? "**" : part.replace(/[.+^${}()|[\]\\]/g, "\\$&").replace(/\*+/g, "[^/]*").replace(/\?/g, "[^/]")))
    .join("/")
    .replaceAll("**/", "(?:[^/]+/)*")
    .replace(/\*\*$/, ".*");
  return new RegExp(`^${source}$`);
}

function* filesBelow(root, below) {
  let entries;
  try {
    entries = readdirSync(join(root, below), { withFileTypes: true });
  } catch {
    return;
  }
  for (const entry of entries) {
    const path = below ? `${below}/${entry.name}` : entry.name;
    if (entry.isDirectory() && entry.name !== "node_modules" && entry.name !== "target" && !entry.name.startsWith("bazel-")) {
      if (!buildFileIn(join(root, path))) yield* filesBelow(root, path);
    } else if (!entry.isDirectory()) yield path;
  }
}
