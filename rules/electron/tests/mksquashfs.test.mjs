/** AppImages with a file system that mksquashfs made. TK_PACKAGERS names the folder that tools/ci/packagers makes. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { lstatSync, readFileSync, readlinkSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { makeAppImage } from "./appimage_stage.mjs";
import { readZip } from "./read_zip.mjs";

assert.ok(process.env.TK_PACKAGERS, "TK_PACKAGERS is not set; use TK_PACKAGERS=$(tools/ci/packagers) and --test_env=TK_PACKAGERS");
const program = (name) => join(process.env.TK_PACKAGERS, "bin", name);
const built = makeAppImage(program("mksquashfs"));
assert.equal(built.status, 0, built.stderr);

/** The file system behind the runtime, unpacked. */
function unsquashed(name) {
  const folder = join(built.folder, name);
  const { status, stderr, stdout } = spawnSync(program("unsquashfs"), ["-offset", String(statSync("runtime").size), "-dest", folder, built.out], { encoding: "utf8" });
  assert.equal(status, 0, stdout + stderr);
  return folder;
}

test("what lies behind the runtime is the app, with its modes, links and entry in the menu", async () => {
  const folder = unsquashed("one");
  for (const { data, mode, name } of (await readZip("package.zip")).filter((entry) => !entry.name.endsWith("/"))) {
    const path = join(folder, "usr/lib/demo", name.replace(/^[^/]*\//, ""));
    assert.deepEqual(readFileSync(path), data, name);
    assert.equal(lstatSync(path).mode & 0o777, mode & 0o777, name);
  }
  assert.equal(readlinkSync(join(folder, ".DirIcon")), "demo.png");
  assert.deepEqual(readFileSync(join(folder, "demo.png")), readFileSync("icon.png"));
  assert.equal(readFileSync(join(folder, "demo.desktop"), "utf8"), `[Desktop Entry]
Type=Application
Name=Demo App
Exec=AppRun %U
Icon=demo
Terminal=false
StartupWMClass=Demo App
Categories=Development;
MimeType=x-scheme-handler/demo-app;application/x-demo-demo;
X-AppImage-Version=1.2.3
`);
});

test("AppRun starts the app, wherever it is, with its arguments", () => {
  const folder = unsquashed("two");
  const app = join(folder, "usr/lib/demo/demo");
  writeFileSync(app, '#!/bin/sh\necho "$0 $*"\n');
  const { stdout } = spawnSync(join(folder, "AppRun"), ["a b", "c"], { cwd: "/", encoding: "utf8" });
  assert.equal(stdout, `${app} a b c\n`);
});

test("the whole file is a program: its runtime runs", { skip: process.arch !== "x64" && "the runtime is for x64" }, () => {
  assert.equal(spawnSync(built.out).status, 42);
});

for (const compression of ["gzip", "xz", "zstd"]) {
  test(`${compression}: made once more, in another folder, time zone and umask, it has the same bytes`, () => {
    const make = (umask) => readFileSync(makeAppImage(program("mksquashfs"), (spec) => (spec.compression = compression), umask).out);
    assert.deepEqual(make("077"), make("022"));
  });
}
