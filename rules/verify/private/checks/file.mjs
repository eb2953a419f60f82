// A file is there and is not empty. {path}
import { statSync } from "node:fs";

export function checkFile({ path }) {
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status?.isFile()) throw new Error("it is missing");
  if (status.size === 0) throw new Error("it is empty");
  return `${status.size} bytes`;
}
