/** The program in front of an AppImage's file system. */
import { readFileSync } from "node:fs";

import { nativePlatforms } from "../package/native_platform.mjs";
import { PackageError } from "../package/package_error.mjs";

/** How long the ELF file says it is, which is where the runtime looks for the file system. */
function statedLength(bytes) {
  return Number(bytes.readBigUInt64LE(40)) + bytes.readUInt16LE(58) * bytes.readUInt16LE(60);
}

/** Fails unless the file is a runtime for the platform that finds what is put behind it. */
export function checkRuntime(path, platform) {
  const bytes = readFileSync(path);
  if (bytes.length < 64 || bytes.toString("latin1", 0, 5) !== "\x7fELF\x02" || bytes.toString("latin1", 8, 11) !== "AI\x02") {
    throw new PackageError("runtime: the file is no runtime of AppImage's type 2; use one that AppImage/type2-runtime released");
  }
  const platforms = nativePlatforms(path);
  if (!platforms.includes(platform)) throw new PackageError(`runtime: it is for ${platforms.join(" and ")}, the package is for ${platform}`);
  const length = statedLength(bytes);
  if (length !== bytes.length) throw new PackageError(`runtime: the file has ${bytes.length} bytes, and would look for the app behind ${length}; use it as it was released`);
}
