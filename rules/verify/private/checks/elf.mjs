// ELF: the format of Linux, Android and FreeBSD. Offsets are those of the ELF specification, for 32 and 64 bits.
import { reader } from "./bytes.mjs";

const MACHINES = { 0x03: "ia32", 0x15: "ppc64", 0x16: "s390x", 0x28: "arm", 0x3e: "x64", 0xb7: "arm64", 0xf3: "riscv64", 0x102: "loong64" };
const FREEBSD = 9;
const BIG_ENDIAN = 2;
const PT = { LOAD: 1, DYNAMIC: 2 };
const DT = { NEEDED: 1, STRTAB: 5, VERNEED: 0x6ffffffe, VERNEEDNUM: 0x6fffffff };

export const isElf = (bytes) => bytes.length >= 52 && bytes.readUInt32BE(0) === 0x7f454c46;

/** Reads what differs between 32 and 64 bits: words, and the places of fields. */
function layout(bytes) {
  const wide = bytes[4] === 2;
  const read = reader(bytes, bytes[5] !== BIG_ENDIAN);
  const word = wide ? read.u64 : read.u32;
  const header = wide ? { phoff: 32, phentsize: 54, phnum: 56 } : { phoff: 28, phentsize: 42, phnum: 44 };
  const segment = wide ? { offset: 8, address: 16, size: 32 } : { offset: 4, address: 8, size: 16 };
  return { ...read, word, wordSize: wide ? 8 : 4, header, segment };
}

function segments({ u16, u32, word, header, segment }) {
  const [start, size, count] = [word(header.phoff), u16(header.phentsize), u16(header.phnum)];
  return Array.from({ length: count }, (_, index) => {
    const at = start + index * size;
    return { type: u32(at), offset: word(at + segment.offset), address: word(at + segment.address), size: word(at + segment.size) };
  });
}

/** The entries of the dynamic section as [tag, value]. */
function dynamicEntries({ word, wordSize }, { offset, size }) {
  const entries = [];
  for (let at = offset; at < offset + size; at += 2 * wordSize) {
    const tag = word(at);
    if (tag === 0) break;
    entries.push([tag, word(at + wordSize)]);
  }
  return entries;
}

/** The versions of symbols that are needed, such as GLIBC_2.34. */
function neededVersions({ u16, u32, text }, start, count, strings) {
  const versions = [];
  for (let entry = start, left = count; left > 0; left -= 1) {
    for (let at = entry + u32(entry + 8), more = u16(entry + 2); more > 0; more -= 1) {
      versions.push(text(strings + u32(at + 8)));
      at += u32(at + 12);
    }
    entry += u32(entry + 12);
  }
  return versions;
}

/** What is said of an ELF file: {format, os, cpus, needed, versions}. */
export function readElf(bytes) {
  const file = layout(bytes);
  const identity = { format: "ELF", os: bytes[7] === FREEBSD ? "freebsd" : "linux", cpus: [MACHINES[file.u16(18)] ?? "unknown"] };
  const parts = segments(file);
  const dynamic = parts.find(({ type }) => type === PT.DYNAMIC);
  if (!dynamic) return { ...identity, needed: [], versions: [] };

  const entries = dynamicEntries(file, dynamic);
  const value = (tag) => entries.find(([found]) => found === tag)?.[1];
  const offsetOf = (address) => {
    const part = parts.find((one) => one.type === PT.LOAD && address >= one.address && address < one.address + one.size);
    if (!part) throw new Error("it is damaged: its dynamic section names an address that is not in the file");
    return address - part.address + part.offset;
  };
  const strings = offsetOf(value(DT.STRTAB) ?? -1);
  const needed = entries.filter(([tag]) => tag === DT.NEEDED).map(([, at]) => file.text(strings + at));
  const versions = value(DT.VERNEED) === undefined ? [] : neededVersions(file, offsetOf(value(DT.VERNEED)), value(DT.VERNEEDNUM) ?? 0, strings);
  return { ...identity, needed, versions };
}
