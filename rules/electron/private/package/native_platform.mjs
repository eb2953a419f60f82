/** For which platforms a native module is, from its own header. */
import { closeSync, openSync, readSync } from "node:fs";

const elfMachines = new Map([[0x3e, "x64"], [0xb7, "arm64"]]);
const machProcessors = new Map([[0x01000007, "x64"], [0x0100000c, "arm64"]]);
const peMachines = new Map([[0x8664, "x64"], [0xaa64, "arm64"]]);

/** The first bytes of a file; enough for every header read here. */
function head(path) {
  const bytes = Buffer.alloc(4096);
  const file = openSync(path, "r");
  try {
    readSync(file, bytes, 0, bytes.length, 0);
  } finally {
    closeSync(file);
  }
  return bytes;
}

function universal(bytes) {
  const count = Math.min(bytes.readUInt32BE(4), 16);
  return Array.from({ length: count }, (_, index) => `darwin-${machProcessors.get(bytes.readUInt32BE(8 + 20 * index)) ?? "unknown"}`);
}

function windows(bytes) {
  const header = bytes.readUInt32LE(0x3c);
  const machine = header + 6 <= bytes.length ? bytes.readUInt16LE(header + 4) : 0;
  return [`win32-${peMachines.get(machine) ?? "unknown"}`];
}

/** The platforms, such as ["linux-x64"]; several for a universal macOS file, none for a file that is no native code. */
export function nativePlatforms(path) {
  const bytes = head(path);
  if (bytes.toString("latin1", 0, 4) === "\x7fELF") return [`linux-${elfMachines.get(bytes.readUInt16LE(18)) ?? "unknown"}`];
  if (bytes.readUInt32LE(0) === 0xfeedfacf) return [`darwin-${machProcessors.get(bytes.readUInt32LE(4)) ?? "unknown"}`];
  if (bytes.readUInt32BE(0) === 0xcafebabe) return universal(bytes);
  if (bytes.toString("latin1", 0, 2) === "MZ") return windows(bytes);
  return [];
}
