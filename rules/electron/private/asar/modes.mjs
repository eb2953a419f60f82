/**
 * Which files are programs. Bazel marks everything that it makes as executable, and remote execution its inputs too: so
 * a file is a program if it is marked, and begins like one.
 */
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { basename } from "node:path";

const LIBRARY = /\.(node|dll|dylib|so(\.\d+)*)$/i;
const MACH_O = new Set([0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe, 0xcafebabe]);

function head(path) {
  const bytes = Buffer.alloc(4);
  const file = openSync(path, "r");
  try {
    readSync(file, bytes, 0, 4, 0);
  } finally {
    closeSync(file);
  }
  return bytes;
}

/** "library" and "program" are native code, "script" names its interpreter; "" is anything else. */
function kindOf(path) {
  if (LIBRARY.test(basename(path))) return "library";
  const bytes = head(path);
  const text = bytes.toString("latin1");
  if (text.startsWith("#!")) return "script";
  const isNativeCode = text === "\x7fELF" || MACH_O.has(bytes.readUInt32BE(0)) || (text.startsWith("MZ") && /\.exe$/i.test(path));
  return isNativeCode ? "program" : "";
}

/** Whether it is native code, which the system loads or starts: not from an archive. */
export function isNative(path) {
  return ["library", "program"].includes(kindOf(path));
}

/** 0o755 for programs, 0o644 for the rest. */
export function modeOf(path) {
  const isMarked = (statSync(path).mode & 0o111) !== 0;
  return isMarked && ["program", "script"].includes(kindOf(path)) ? 0o755 : 0o644;
}
