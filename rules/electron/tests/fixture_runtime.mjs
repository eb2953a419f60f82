/**
 * Makes a program that only exits with 42, as the runtime of an AppImage looks:
 *
 *     node fixture_runtime.mjs PLATFORM OUT
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

// mov edi, 42; mov eax, 60; syscall - and for arm64: mov x0, #42; mov x8, #93; svc #0
const code = { x64: Buffer.from("bf2a000000b83c0000000f05", "hex"), arm64: Buffer.from("400580d2a80b80d2010000d4", "hex") };
const machine = { arm64: 0xb7, x64: 0x3e };
const ADDRESS = 0x400000n;

/** The program for a processor. */
export function runtime(processor) {
  const header = Buffer.alloc(64 + 56);
  header.write("\x7fELF\x02\x01\x01\x00AI\x02", "latin1");
  header.writeUInt16LE(2, 16);
  header.writeUInt16LE(machine[processor], 18);
  header.writeUInt32LE(1, 20);
  header.writeBigUInt64LE(ADDRESS + BigInt(header.length), 24);
  header.writeBigUInt64LE(64n, 32);
  const length = header.length + code[processor].length;
  // There are no sections: their table would be at the end.
  header.writeBigUInt64LE(BigInt(length), 40);
  header.writeUInt16LE(64, 52);
  header.writeUInt16LE(56, 54);
  header.writeUInt16LE(1, 56);
  header.writeUInt16LE(64, 58);
  // One segment: all of it, to be read and executed.
  header.writeUInt32LE(1, 64);
  header.writeUInt32LE(5, 68);
  header.writeBigUInt64LE(ADDRESS, 80);
  header.writeBigUInt64LE(ADDRESS, 88);
  header.writeBigUInt64LE(BigInt(length), 96);
  header.writeBigUInt64LE(BigInt(length), 104);
  header.writeBigUInt64LE(0x1000n, 112);
  return Buffer.concat([header, code[processor]]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(process.argv[3], runtime(process.argv[2].split("-")[1]));
