// Small binaries with what the checks read of one: processor, libraries, versions of symbols. No machine runs them.

const ELF_MACHINES = { x64: 0x3e, arm64: 0xb7, arm: 0x28, s390x: 0x16 };
const MACH_O_CPUS = { x64: 0x01000007, arm64: 0x0100000c };
const PE_MACHINES = { x64: 0x8664, arm64: 0xaa64 };

/** Texts one behind another, each with a zero at its end; `at` says where one begins. */
function stringTable(texts) {
  const at = new Map();
  let size = 1;
  for (const text of texts) {
    at.set(text, size);
    size += Buffer.byteLength(text) + 1;
  }
  return { at: (text) => at.get(text), bytes: Buffer.from(`\0${texts.map((text) => `${text}\0`).join("")}`) };
}

/** An ELF library of 64 bits. `versions`: names of symbol versions, needed from the first library. */
export function elf({ cpu = "x64", osabi = 0, needed = [], versions = [] } = {}) {
  const big = cpu === "s390x";
  const bytes = Buffer.alloc(4096);
  const u16 = (value, at) => (big ? bytes.writeUInt16BE(value, at) : bytes.writeUInt16LE(value, at));
  const u32 = (value, at) => (big ? bytes.writeUInt32BE(value, at) : bytes.writeUInt32LE(value, at));
  const u64 = (value, at) => (big ? bytes.writeBigUInt64BE(BigInt(value), at) : bytes.writeBigUInt64LE(BigInt(value), at));
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, big ? 2 : 1, 1, osabi]);
  u16(ELF_MACHINES[cpu], 18);
  u64(64, 32);
  u16(56, 54);
  u16(2, 56);
  // The address of what is loaded is not its place in the file.
  const ADDRESS = 0x10000;
  const segment = (index, type, offset, address, size) => {
    const at = 64 + index * 56;
    u32(type, at);
    u64(offset, at + 8);
    u64(address, at + 16);
    u64(size, at + 32);
  };
  const [dynamicAt, stringsAt, versionsAt] = [256, 1024, 2048];
  const strings = stringTable([...needed, ...versions]);
  strings.bytes.copy(bytes, stringsAt);
  const entries = [
    [5, ADDRESS + stringsAt],
    ...needed.map((name) => [1, strings.at(name)]),
    ...(versions.length > 0 ? [[0x6ffffffe, ADDRESS + versionsAt], [0x6fffffff, 1]] : []),
    [0, 0],
  ];
  segment(0, 1, 0, ADDRESS, bytes.length);
  segment(1, 2, dynamicAt, ADDRESS + dynamicAt, entries.length * 16);
  entries.forEach(([tag, value], index) => (u64(tag, dynamicAt + index * 16), u64(value, dynamicAt + index * 16 + 8)));
  u16(1, versionsAt);
  u16(versions.length, versionsAt + 2);
  u32(16, versionsAt + 8);
  versions.forEach((version, index) => {
    const at = versionsAt + 16 + index * 16;
    u32(strings.at(version), at + 8);
    u32(16, at + 12);
  });
  return bytes;
}

/** A Mach-O library. `weak`: libraries that may be missing. */
export function machO({ cpu = "arm64", needed = [], weak = [] } = {}) {
  const command = (kind, text) => {
    const offset = 24;
    const size = Math.ceil((offset + Buffer.byteLength(text) + 1) / 8) * 8;
    const bytes = Buffer.alloc(size);
    bytes.writeUInt32LE(kind, 0);
    bytes.writeUInt32LE(size, 4);
    bytes.writeUInt32LE(offset, 8);
    bytes.write(text, offset);
    return bytes;
  };
  const commands = [
    ...needed.map((name) => command(0x0c, name)),
    ...weak.map((name) => command(0x80000018, name)),
  ];
  const header = Buffer.alloc(32);
  header.writeUInt32LE(0xfeedfacf, 0);
  header.writeUInt32LE(MACH_O_CPUS[cpu], 4);
  header.writeUInt32LE(commands.length, 16);
  return Buffer.concat([header, ...commands, Buffer.alloc(64)]);
}

/** A universal binary of several. */
export function universal(parts) {
  const header = Buffer.alloc(256);
  header.writeUInt32BE(0xcafebabe, 0);
  header.writeUInt32BE(parts.length, 4);
  let offset = header.length;
  parts.forEach((part, index) => {
    header.writeUInt32BE(offset, 8 + index * 20 + 8);
    header.writeUInt32BE(part.length, 8 + index * 20 + 12);
    offset += part.length;
  });
  return Buffer.concat([header, ...parts]);
}

/** A PE library of 64 bits. */
export function pe({ cpu = "x64", needed = [] } = {}) {
  const bytes = Buffer.alloc(4096);
  const [header, sectionAt, importsAt, stringsAt, ADDRESS] = [64, 64 + 24 + 240, 1024, 2048, 0x2000];
  bytes.write("MZ");
  bytes.writeUInt32LE(header, 0x3c);
  bytes.write("PE\0\0", header);
  bytes.writeUInt16LE(PE_MACHINES[cpu], header + 4);
  bytes.writeUInt16LE(1, header + 6);
  bytes.writeUInt16LE(240, header + 20);
  bytes.writeUInt16LE(0x20b, header + 24);
  bytes.writeUInt32LE(16, header + 24 + 108);
  bytes.writeUInt32LE(ADDRESS, header + 24 + 112 + 8);
  bytes.writeUInt32LE(3072, sectionAt + 8);
  bytes.writeUInt32LE(ADDRESS, sectionAt + 12);
  bytes.writeUInt32LE(3072, sectionAt + 16);
  bytes.writeUInt32LE(importsAt, sectionAt + 20);
  const strings = stringTable(needed);
  strings.bytes.copy(bytes, stringsAt);
  needed.forEach((name, index) => bytes.writeUInt32LE(ADDRESS + stringsAt - importsAt + strings.at(name), importsAt + index * 20 + 12));
  return bytes;
}
