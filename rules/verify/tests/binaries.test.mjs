// What is read of a binary, and which libraries it may need.
import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { readBinary, requireBinary } from "../private/checks/binary.mjs";
import { newestGlibc, requireLibraries } from "../private/checks/libraries.mjs";
import { elf, machO, pe, universal } from "./made_binaries.mjs";

const TARGETS = {
  gnu: { platform: "linux", arch: "x64", abi: "gnu", platformArchABI: "linux-x64-gnu" },
  musl: { platform: "linux", arch: "x64", abi: "musl", platformArchABI: "linux-x64-musl" },
  android: { platform: "android", arch: "arm64", abi: null, platformArchABI: "android-arm64" },
  darwin: { platform: "darwin", arch: "arm64", abi: null, platformArchABI: "darwin-arm64" },
  windows: { platform: "win32", arch: "x64", abi: "msvc", platformArchABI: "win32-x64-msvc" },
};

function file(bytes) {
  const path = join(mkdtempSync(join(tmpdir(), "binary-")), "module.node");
  writeFileSync(path, bytes);
  return path;
}

const read = (bytes) => readBinary(file(bytes));

test("an ELF file of either byte order", () => {
  for (const cpu of ["x64", "s390x"]) {
    const found = read(elf({ cpu, needed: ["libc.so.6", "libm.so.6"], versions: ["GLIBC_2.2.5", "GLIBC_2.34"] }));
    assert.deepEqual(found, {
      format: "ELF",
      os: "linux",
      cpus: [cpu],
      needed: ["libc.so.6", "libm.so.6"],
      versions: ["GLIBC_2.2.5", "GLIBC_2.34"],
    });
  }
  assert.equal(read(elf({ osabi: 9 })).os, "freebsd");
});

test("a Mach-O file, and a universal one", () => {
  const [arm, intel] = ["arm64", "x64"].map((cpu) => machO({ cpu, needed: ["/usr/lib/libSystem.B.dylib"], weak: ["/opt/weak.dylib"] }));
  const { os, cpus, needed } = read(universal([arm, intel]));
  assert.deepEqual({ os, cpus, needed }, { os: "darwin", cpus: ["arm64", "x64"], needed: ["/usr/lib/libSystem.B.dylib"] });
  assert.deepEqual(read(arm).cpus, ["arm64"]);
});

test("a PE file", () => {
  const { os, cpus, needed } = read(pe({ cpu: "arm64", needed: ["KERNEL32.dll", "ntdll.dll"] }));
  assert.deepEqual({ os, cpus, needed }, { os: "win32", cpus: ["arm64"], needed: ["KERNEL32.dll", "ntdll.dll"] });
});

test("the program that runs this", () => {
  const { os, cpus, needed } = readBinary(process.execPath);
  assert.equal(`${os}-${cpus}`, `${process.platform}-${process.arch}`);
  assert.ok(needed.length > 0);
});

test("a file of another format, and a damaged one", () => {
  assert.equal(read(Buffer.from("text ".repeat(100))), null);
  // A class of Java begins as a universal binary does.
  assert.equal(read(Buffer.concat([Buffer.from("cafebabe00000041", "hex"), Buffer.alloc(100)])), null);
  assert.throws(() => read(elf({ needed: ["libc.so.6"] }).subarray(0, 400)), { message: "it is damaged: a part of it lies outside of the file" });
  assert.throws(() => requireBinary(file(Buffer.from("text")), "linux", ["x64"]), { message: "it is not an ELF, Mach-O or PE file" });
});

test("a binary must be for the system and the processors", () => {
  const path = file(elf({ cpu: "arm64" }));
  assert.throws(() => requireBinary(path, "linux", ["x64"]), { message: "it is for linux-arm64, not for linux-x64" });
  assert.throws(() => requireBinary(path, "darwin", ["x64", "arm64"]), { message: "it is for linux-arm64, not for darwin-arm64+x64" });
  assert.equal(requireBinary(path, "linux", ["arm64"]).format, "ELF");
});

test("libraries of the system may be needed", () => {
  const check = (bytes, target) => requireLibraries(read(bytes), TARGETS[target]);
  const gnu = elf({ needed: ["libc.so.6", "libgcc_s.so.1", "ld-linux-x86-64.so.2", "libpthread.so.0", "libdl.so.2"], versions: ["GLIBC_2.9", "GLIBC_2.17", "GLIBC_ABI_DT_RELR"] });
  assert.equal(check(gnu, "gnu"), "glibc 2.17 or newer");
  assert.equal(check(elf({ needed: ["libc.musl-x86_64.so.1", "libgcc_s.so.1"] }), "musl"), "");
  assert.equal(check(elf({ needed: ["libc.so"] }), "musl"), "");
  assert.equal(check(elf({ cpu: "arm64", needed: ["libc.so", "libdl.so", "liblog.so"] }), "android"), "");
  assert.equal(check(machO({ needed: ["/usr/lib/libSystem.B.dylib", "/System/Library/Frameworks/Security.framework/Versions/A/Security"] }), "darwin"), "");
  assert.equal(check(pe({ needed: ["KERNEL32.dll", "api-ms-win-core-synch-l1-2-0.dll", "bcryptprimitives.dll"] }), "windows"), "");
});

for (const [target, bytes, message] of [
  ["musl", elf({ needed: ["libc.so.6"] }), "it is linked to another C library (libc.so.6), but linux-x64-musl has musl"],
  ["musl", elf({ versions: ["GLIBC_2.34"] }), "it is linked to another C library (glibc 2.34), but linux-x64-musl has musl"],
  ["gnu", elf({ needed: ["libc.musl-x86_64.so.1"] }), "it is linked to another C library (libc.musl-x86_64.so.1), but linux-x64-gnu has glibc"],
  ["gnu", elf({ needed: ["ld-musl-x86_64.so.1"] }), "it is linked to another C library (ld-musl-x86_64.so.1), but linux-x64-gnu has glibc"],
  ["android", elf({ needed: ["libc.so.6"] }), "it is linked to another C library (libc.so.6), but android-arm64 has bionic"],
]) {
  test(message, () => assert.throws(() => requireLibraries(read(bytes), TARGETS[target]), { message }));
}

for (const [target, bytes, library] of [
  ["gnu", elf({ needed: ["libssl.so.3"] }), "libssl.so.3"],
  ["gnu", elf({ needed: ["libmine.so"] }), "libmine.so"],
  ["darwin", machO({ needed: ["/opt/homebrew/lib/libpq.dylib"] }), "/opt/homebrew/lib/libpq.dylib"],
  ["darwin", machO({ needed: ["@rpath/libmine.dylib"] }), "@rpath/libmine.dylib"],
  ["windows", pe({ needed: ["VCRUNTIME140.dll"] }), "VCRUNTIME140.dll"],
]) {
  test(`${library} is missing on a machine with ${target}`, () => {
    const binary = read(bytes);
    assert.throws(() => requireLibraries(binary, TARGETS[target]), (error) => error.message.startsWith(`it needs ${library}, which not every machine with `) && error.message.endsWith("add it to system_libraries"));
    requireLibraries(binary, TARGETS[target], [library]);
  });
}

test("versions are compared as numbers", () => {
  assert.equal(newestGlibc(["GLIBC_2.9", "GLIBC_2.34", "GLIBC_2.2.5", "GCC_3.0"]), "2.34");
  assert.equal(newestGlibc([]), undefined);
});
