// Which platform a program or library is for.
import { readBinary } from "./binary.mjs";

/** The platform of the binary at `path` as `os-cpu`, or null when it is of no known format. */
export function platformOf(path) {
  const found = readBinary(path);
  return found && `${found.os}-${found.cpus.join("+")}`;
}

/** Throws unless the binary at `path` is for `platform`; returns what to say of it. */
export function requireFormat(path, platform) {
  const found = platformOf(path);
  if (found === null) throw new Error("it is not an ELF, Mach-O or PE file");
  if (found !== platform) throw new Error(`it is for ${found}, not for ${platform}`);
  return `for ${found}`;
}
