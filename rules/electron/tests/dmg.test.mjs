/** What electron_dmg puts on a disk, and what it says of bad input. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";

import { makeImage } from "./dmg_stage.mjs";
import { readZip } from "./read_zip.mjs";

const built = (name) => readFileSync(`rules/electron/tests/${name}`, "utf8").trim().split("\n");

test("the disk has the signed bundle and a link to the applications", async () => {
  const [call, ...files] = built("Demo-arm64.dmg");
  assert.match(call, /^UTC -no_rc -as mkisofs -quiet -r -hfsplus -hfsplus-serial-no [0-9a-f]{16} -V Demo App --modification-date=1980010100000000 --set_all_file_dates 1980010100000000 -o image\.dmg volume$/);
  const inZip = (await readZip("package.zip")).map(({ name }) => name).filter((name) => /^[^/]*\/Demo App\.app\/.*[^/]$/.test(name));
  const expected = ["./Applications", ...inZip.map((name) => `.${name.slice(name.indexOf("/"))}`)];
  assert.deepEqual([...files].sort(), expected.sort());
  assert.ok(files.includes("./Demo App.app/Contents/_CodeSignature/staple"));
});

test("it can have another name, and no link", () => {
  const [call, ...files] = built("dmg_named.dmg");
  assert.ok(call.includes(" -V Another name "));
  assert.ok(!files.includes("./Applications"));
});

test("electron-updater is offered the zip first", () => {
  assert.match(readFileSync("rules/electron/tests/dmg-mac.yml", "utf8"), /^ {2}- url: demo-arm64-mac\.zip\n[^]*- url: Demo-arm64\.dmg\n[^]*^path: demo-arm64-mac\.zip$/m);
});

/** A program of these lines. */
function program(lines) {
  writeFileSync("image.sh", `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
  return resolve("image.sh");
}

for (const [what, lines, message] of [
  ["a program that fails, with what it said", "echo no space; exit 5", "no space\nLABEL: xorriso: image.sh exited with 5\n"],
  ["a program that writes nothing", "exit 0", "LABEL: xorriso: image.sh succeeded, but wrote no image\n"],
]) {
  test(`refused: ${what}`, () => {
    const { label, status, stderr } = makeImage(program(lines));
    assert.equal(status, 1);
    assert.equal(stderr, message.replace("LABEL", label));
  });
}

test("refused: a program that is none", () => {
  const { label, stderr } = makeImage(resolve("nowhere"));
  assert.equal(stderr, `${label}: xorriso: nowhere does not start: ENOENT\n`);
});
