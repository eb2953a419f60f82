// Mach-O: the format of macOS, for one processor or, as a universal binary, for several.
import { reader } from "./bytes.mjs";

const CPUS = { 0x01000007: "x64", 0x0100000c: "arm64", 0x00000007: "ia32" };
const MAGIC = { thin: 0xfeedfacf, universal: 0xcafebabe, universal64: 0xcafebabf };

/** Load commands that name a library which must be there; a weak one may be missing. */
const LOADS = new Set([0x0c, 0x8000001f, 0x80000023]);
const HEADER = 32;

const magicOf = (bytes) => (bytes.length < HEADER ? 0 : bytes.readUInt32BE(0));

/** How many parts a universal binary may have; Java's class files begin with the same bytes and a larger number. */
const MOST_PARTS = 20;

const isUniversal = (bytes) => [MAGIC.universal, MAGIC.universal64].includes(magicOf(bytes)) && bytes.readUInt32BE(4) <= MOST_PARTS;
export const isMachO = (bytes) => (bytes.length >= HEADER && bytes.readUInt32LE(0) === MAGIC.thin) || isUniversal(bytes);

function readThin(bytes) {
  if (bytes.length < HEADER || bytes.readUInt32LE(0) !== MAGIC.thin) throw new Error("it is damaged: a part of the universal binary is no 64-bit Mach-O file");
  const { u32, text } = reader(bytes, true);
  const needed = [];
  for (let at = HEADER, left = u32(16); left > 0; left -= 1) {
    const command = u32(at);
    if (LOADS.has(command)) needed.push(text(at + u32(at + 8)));
    at += u32(at + 4);
  }
  return { cpu: CPUS[u32(4)] ?? "unknown", needed };
}

function parts(bytes) {
  if (!isUniversal(bytes)) return [bytes];
  const wide = magicOf(bytes) === MAGIC.universal64;
  const { u32, u64 } = reader(bytes, false);
  return Array.from({ length: u32(4) }, (_, index) => {
    const at = 8 + index * (wide ? 32 : 20);
    const [offset, size] = wide ? [u64(at + 8), u64(at + 16)] : [u32(at + 8), u32(at + 12)];
    return bytes.subarray(offset, offset + size);
  });
}

/** What is said of a Mach-O file: {format, os, cpus, needed, versions}. */
export function readMachO(bytes) {
  const read = parts(bytes).map(readThin);
  return { format: "Mach-O", os: "darwin", cpus: read.map(({ cpu }) => cpu), needed: [...new Set(read.flatMap((part) => part.needed))], versions: [] };
}
