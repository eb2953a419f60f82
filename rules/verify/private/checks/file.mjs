// A file is there and is not empty; of a directory, all files. {path}
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

export function checkFile({ path }) {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status?.isDirectory()) return checkDirectory(path);
  if (!status?.isFile()) throw new Error("it is missing");
  if (status.size === 0) throw new Error("it is empty");
  return `${status.size} bytes`;
}

function checkDirectory(path) {
  const files = readdirSync(path, { recursive: true }).map(String).sort().map((name) => ({ name, status: statSync(join(path, name)) })).filter(({ status }) => status.isFile());
  if (!files.length) throw new Error("it has no files");
  for (const { name, status } of files) if (status.size === 0) throw new Error(`${name} is empty`);
  return `${files.length} files, ${files.reduce((sum, { status }) => sum + status.size, 0)} bytes`;
}
