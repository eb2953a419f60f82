/** Native modules of every platform are told apart by their headers. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { test } from "node:test";

import { nativePlatforms } from "../private/package/native_platform.mjs";
import { nativeHeader } from "./fixture_archive.mjs";

function platformsOf(bytes) {
  writeFileSync("module.node", bytes);
  return nativePlatforms("module.node");
}

for (const platform of ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64", "win32-x64", "win32-arm64"]) {
  test(platform, () => assert.deepEqual(platformsOf(nativeHeader(platform)), [platform]));
}

test("a universal macOS module is for both", () => {
  const bytes = Buffer.alloc(64);
  bytes.writeUInt32BE(0xcafebabe, 0);
  bytes.writeUInt32BE(2, 4);
  bytes.writeUInt32BE(0x01000007, 8);
  bytes.writeUInt32BE(0x0100000c, 28);
  assert.deepEqual(platformsOf(bytes), ["darwin-x64", "darwin-arm64"]);
});

test("other machines and other files", () => {
  const other = nativeHeader("linux-x64");
  other.writeUInt16LE(0xf3, 18);
  assert.deepEqual(platformsOf(other), ["linux-unknown"]);
  assert.deepEqual(platformsOf(Buffer.from("text")), []);
  assert.deepEqual(platformsOf(Buffer.alloc(0)), []);
});

test("this very Node.js", () => assert.deepEqual(nativePlatforms(process.execPath), [`${process.platform}-${process.arch}`]));
