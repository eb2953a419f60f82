/** Disk images that xorriso made, read by 7-Zip. TK_PACKAGERS names the folder that tools/ci/packagers makes. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { lstatSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { makeImage } from "./dmg_stage.mjs";
import { readZip } from "./read_zip.mjs";

assert.ok(process.env.TK_PACKAGERS, "TK_PACKAGERS is not set; use TK_PACKAGERS=$(tools/ci/packagers) and --test_env=TK_PACKAGERS");
const program = (name) => join(process.env.TK_PACKAGERS, "bin", name);
const built = makeImage(program("xorriso"));
assert.equal(built.status, 0, built.stderr);

/** Runs 7-Zip on the disk as HFS+; it warns of the data behind, which is there for ISO 9660. */
function sevenZip(...args) {
  const { status, stderr, stdout } = spawnSync(program("7zz"), ["x", "-thfs", ...args], { encoding: "utf8" });
  assert.ok(status === 0 || status === 1, stdout + stderr);
  return stdout;
}

test("as HFS+ it has the bundle, byte for byte, with its links", async () => {
  const folder = `${built.out}.content`;
  sevenZip(`-o${folder}`, built.out);
  const entries = (await readZip("package.zip")).filter(({ name }) => /^[^/]*\/Demo App\.app\/.*[^/]$/.test(name));
  const isLink = ({ mode }) => (mode & 0o170000) === 0o120000;
  assert.ok(entries.some(isLink));
  for (const entry of entries) {
    const path = join(folder, "Demo App", entry.name.slice(entry.name.indexOf("/") + 1));
    assert.deepEqual(isLink(entry) ? Buffer.from(readlinkSync(path)) : readFileSync(path), entry.data, entry.name);
    if (!isLink(entry)) assert.equal(lstatSync(path).mode & 0o111, entry.mode & 0o111, entry.name);
  }
  assert.equal(sevenZip("-so", built.out, "Demo App/Applications"), "/Applications");
});

test("made once more, in another folder, time zone and umask, it has the same bytes", () => {
  assert.deepEqual(readFileSync(makeImage(program("xorriso"), undefined, "077", "Asia/Tokyo").out), readFileSync(built.out));
});
