// What a program or library is for, and which libraries it needs.
import { readFileSync } from "node:fs";
import { isElf, readElf } from "./elf.mjs";
import { isMachO, readMachO } from "./mach_o.mjs";
import { isPe, readPe } from "./pe.mjs";

const FORMATS = [
  [isElf, readElf],
  [isMachO, readMachO],
  [isPe, readPe],
];

/** {format, os, cpus, needed, versions} of the file at `path`, or null when it is of no known format. */
export function readBinary(path) {
  const bytes = readFileSync(path);
  const known = FORMATS.find(([is]) => is(bytes));
  return known ? known[1](bytes) : null;
}

/** Throws unless the file at `path` is a binary for `os` and the processors `cpus`; returns what was read. */
export function requireBinary(path, os, cpus) {
  const found = readBinary(path);
  if (found === null) throw new Error("it is not an ELF, Mach-O or PE file");
  const [is, wanted] = [found, { os, cpus }].map((one) => `${one.os}-${[...one.cpus].sort().join("+")}`);
  if (is !== wanted) throw new Error(`it is for ${is}, not for ${wanted}`);
  return found;
}
