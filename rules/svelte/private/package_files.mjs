/** Which files a package.json promises, and whether they are there. */
import { existsSync, readdirSync } from "node:fs";
import { join, normalize } from "node:path";

/** Every path below a field, with the field's name: conditions and subpaths of `exports` are objects in objects. */
function pathsOf(field, value) {
  if (typeof value === "string") return [{ field, path: value }];
  if (Array.isArray(value)) return value.flatMap((item) => pathsOf(field, item));
  if (!value || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, inner]) => pathsOf(`${field}[${JSON.stringify(key)}]`, inner));
}

const FIELDS = ["exports", "main", "module", "svelte", "types", "bin"];

function isThere(path) {
  if (!path.includes("*")) return existsSync(path);
  const [before, after] = path.split("*");
  const files = existsSync(".") ? readdirSync(".", { recursive: true }) : [];
  return files.some((file) => file.startsWith(before) && file.endsWith(after));
}

/**
 * What package.json names below a folder and is not there.
 *
 * @param description the package.json.
 * @param folder the folder, from the working directory: only what lies in it is looked for.
 * @return {{field: string, path: string}[]}
 */
export function missingFiles(description, folder) {
  const isMade = (path) => join(normalize(path), "").startsWith(join(folder, "/"));
  return FIELDS.flatMap((field) => pathsOf(field, description[field])).filter(({ path }) => isMade(path) && !isThere(normalize(path)));
}
