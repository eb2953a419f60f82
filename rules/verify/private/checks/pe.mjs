// PE: the format of Windows. Libraries that are loaded when they are called (delay-loaded) may be missing, and are not listed.
import { reader } from "./bytes.mjs";

const MACHINES = { 0x14c: "ia32", 0x8664: "x64", 0xaa64: "arm64" };
const WIDE = 0x20b;
const IMPORTS = 1;
const DESCRIPTOR = 20;

function headerOf(bytes) {
  if (bytes.length < 64 || bytes.toString("latin1", 0, 2) !== "MZ") return -1;
  const at = bytes.readUInt32LE(0x3c);
  return at + 24 <= bytes.length && bytes.toString("latin1", at, at + 4) === "PE\0\0" ? at : -1;
}

export const isPe = (bytes) => headerOf(bytes) >= 0;

function sections({ u16, u32 }, header) {
  const start = header + 24 + u16(header + 20);
  return Array.from({ length: u16(header + 6) }, (_, index) => {
    const at = start + index * 40;
    return { size: Math.max(u32(at + 8), u32(at + 16)), address: u32(at + 12), offset: u32(at + 20) };
  });
}

function imports(read, header) {
  const { u16, u32, text } = read;
  const optional = header + 24;
  const directories = optional + (u16(optional) === WIDE ? 112 : 96);
  if (u16(header + 20) === 0 || u32(directories - 4) <= IMPORTS) return [];
  const address = u32(directories + IMPORTS * 8);
  if (address === 0) return [];
  const parts = sections(read, header);
  const offsetOf = (wanted) => {
    const part = parts.find((one) => wanted >= one.address && wanted < one.address + one.size);
    if (!part) throw new Error("it is damaged: its imports lie outside of the file");
    return wanted - part.address + part.offset;
  };
  const names = [];
  for (let at = offsetOf(address); u32(at + 12) !== 0; at += DESCRIPTOR) names.push(text(offsetOf(u32(at + 12))));
  return names;
}

/** What is said of a PE file: {format, os, cpus, needed, versions}. */
export function readPe(bytes) {
  const read = reader(bytes, true);
  const header = headerOf(bytes);
  return { format: "PE", os: "win32", cpus: [MACHINES[read.u16(header + 4)] ?? "unknown"], needed: imports(read, header), versions: [] };
}
