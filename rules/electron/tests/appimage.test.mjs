/** What electron_appimage puts together, and what it says of bad input. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";

import { makeAppImage } from "./appimage_stage.mjs";
import { runtime } from "./fixture_runtime.mjs";

test("the runtime is in front of what the program made", () => {
  const [image, front] = [readFileSync("rules/electron/tests/Demo-x64.AppImage"), readFileSync("runtime")];
  assert.deepEqual(image.subarray(0, front.length), front);
  const [call, ...files] = image.subarray(front.length).toString().trim().split("\n");
  assert.equal(call, "AppDir app.squashfs -comp zstd -noappend -no-xattrs -all-root -mkfs-time 0 -all-time 0 -reproducible -no-progress -quiet");
  for (const path of ["./.DirIcon", "./AppRun", "./demo.desktop", "./demo.png", "./usr/lib/demo/demo", "./usr/lib/demo/resources/app.asar", "./usr/share/icons/hicolor/32x32/apps/demo.png", "./usr/share/mime/packages/demo.xml"]) {
    assert.ok(files.includes(path), path);
  }
});

test("electron-updater is offered the AppImage first", () => {
  const text = readFileSync("rules/electron/tests/appimage-linux.yml", "utf8");
  assert.match(text, /^path: Demo-x64\.AppImage$/m);
  assert.match(text, /- url: demo_linux-x64\.deb$/m);
});

/** A program of these lines. */
function program(lines) {
  writeFileSync("squash.sh", `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
  return resolve("squash.sh");
}

test("a variable of the machine does not contradict the times that are given", () => {
  const { folder, status, stderr } = makeAppImage(program('echo "epoch: ${SOURCE_DATE_EPOCH-none}" >"$2"'));
  assert.equal(status, 0, stderr);
  assert.ok(readFileSync(join(folder, "app.AppImage")).toString("latin1").endsWith("epoch: none\n"));
});

const place = (bytes) => (_spec, folder) => writeFileSync(join(folder, "runtime"), bytes);

for (const [what, lines, change, message] of [
  ["a program that fails, with what it said", "echo no space; exit 1", undefined, "no space\nLABEL: mksquashfs: squash.sh exited with 1\n"],
  ["a program that writes nothing", "exit 0", undefined, "LABEL: mksquashfs: squash.sh succeeded, but wrote no file system\n"],
  ["a name that the package has not", "exit 0", (spec) => (spec.executableName = "other"), "LABEL: package: it has no program other\n"],
  ["a runtime that is none", "exit 0", place("text"), "LABEL: runtime: the file is no runtime of AppImage's type 2; use one that AppImage/type2-runtime released\n"],
  ["a runtime for another processor", "exit 0", place(runtime("arm64")), "LABEL: runtime: it is for linux-arm64, the package is for linux-x64\n"],
  ["a runtime with something behind it", "exit 0", place(Buffer.concat([runtime("x64"), Buffer.alloc(8)])), "LABEL: runtime: the file has 140 bytes, and would look for the app behind 132; use it as it was released\n"],
]) {
  test(`refused: ${what}`, () => {
    const { label, status, stderr } = makeAppImage(program(lines), change);
    assert.equal(status, 1);
    assert.equal(stderr, message.replace("LABEL", label));
  });
}

test("refused: a program that is none", () => {
  const { label, stderr } = makeAppImage(resolve("nowhere"));
  assert.equal(stderr, `${label}: mksquashfs: nowhere does not start: ENOENT\n`);
});
