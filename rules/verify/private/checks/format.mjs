// Which platform a program or library is for, from its first bytes.
import { closeSync, openSync, readSync } from "node:fs";

const ELF_MACHINES = { 0x3e: "x64", 0xb7: "arm64" };
const MACH_O_CPUS = { 0x01000007: "x64", 0x0100000c: "arm64" };
const PE_MACHINES = { 0x8664: "x64", 0xaa64: "arm64" };

function head(path) {
  const buffer = Buffer.alloc(4096);
  const file = openSync(path, "r");
  try {
    return buffer.subarray(0, readSync(file, buffer, 0, buffer.length, 0));
  } finally {
    closeSync(file);
  }
}

/**
 * The platform of the binary at `path` as `os-cpu`, or null when it is of no known format.
 * Offsets: ELF e_machine at 18; Mach-O cputype at 4; PE signature offset at 0x3c, Machine 4 behind it.
 */
export function platformOf(path) {
  const bytes = head(path);
  if (bytes.length < 64) return null;
  if (bytes.readUInt32BE(0) === 0x7f454c46) return `linux-${ELF_MACHINES[bytes.readUInt16LE(18)] ?? "unknown"}`;
  if (bytes.readUInt32LE(0) === 0xfeedfacf) return `darwin-${MACH_O_CPUS[bytes.readUInt32LE(4)] ?? "unknown"}`;
  const pe = bytes.toString("latin1", 0, 2) === "MZ" ? bytes.readUInt32LE(0x3c) : -1;
  if (pe >= 0 && pe + 6 <= bytes.length && bytes.toString("latin1", pe, pe + 4) === "PE\0\0") {
    return `win32-${PE_MACHINES[bytes.readUInt16LE(pe + 4)] ?? "unknown"}`;
  }
  return null;
}

/** Throws unless the binary at `path` is for `platform`; returns what to say of it. */
export function requireFormat(path, platform) {
  const found = platformOf(path);
  if (found === null) throw new Error("it is not an ELF, Mach-O or PE file");
  if (found !== platform) throw new Error(`it is for ${found}, not for ${platform}`);
  return `for ${found}`;
}
