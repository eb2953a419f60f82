/** What electron_deb makes, read back; and that it makes the same again. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { buffer } from "node:stream/consumers";
import { createPackageWithOptions } from "@electron/asar";
import { Parser } from "tar";

import { png } from "./fixture_icon.mjs";

const label = JSON.parse(readFileSync("built.json", "utf8")).label;

/** The members of an `ar` archive. */
function readAr(bytes) {
  assert.equal(bytes.toString("latin1", 0, 8), "!<arch>\n");
  const members = {};
  for (let at = 8; at < bytes.length; ) {
    const size = Number(bytes.toString("latin1", at + 48, at + 58));
    members[bytes.toString("latin1", at, at + 16).trim()] = bytes.subarray(at + 60, at + 60 + size);
    at += 60 + size + (size % 2);
  }
  return members;
}

/** The entries of a compressed tar, by name. */
async function readTar(bytes) {
  const read = [];
  const take = async (entry) => [entry.path, { data: await buffer(entry), link: entry.linkpath, mode: entry.mode, mtime: entry.mtime?.getTime() ?? 0, type: entry.type, uid: entry.uid ?? 0 }];
  await new Promise((done, fail) => {
    const parser = new Parser({ onReadEntry: (entry) => read.push(take(entry)) });
    parser.on("end", done).on("error", fail);
    parser.end(bytes);
  });
  return new Map(await Promise.all(read));
}

const members = readAr(readFileSync("built.deb"));
const control = await readTar(members["control.tar.gz"]);
const data = await readTar(members["data.tar.gz"]);

test("it is a Debian package", () => {
  assert.deepEqual(Object.keys(members), ["debian-binary", "control.tar.gz", "data.tar.gz"]);
  assert.equal(members["debian-binary"].toString(), "2.0\n");
  const size = Math.ceil([...data.values()].reduce((sum, entry) => sum + entry.data.length, 0) / 1024);
  assert.equal(control.get("./control").data.toString(), `Package: demo
Version: 1.2.3
Section: editors
Priority: optional
Architecture: amd64
Depends: libgtk-3-0
Maintainer: Example Ltd <info@example.org>
Installed-Size: ${size}
Homepage: https://example.org/demo
Description: Demo App
`);
  assert.match(control.get("./md5sums").data.toString(), /^[0-9a-f]{32}  usr\/lib\/demo\/LICENSE$/m);
});

test("the app is installed, with its link, its entry in the menu and its icon", () => {
  assert.equal(data.get("./usr/bin/demo").link, "../lib/demo/demo");
  assert.deepEqual(data.get("./usr/lib/demo/resources/app.asar").data, readFileSync("app.asar"));
  assert.deepEqual(data.get("./usr/share/icons/hicolor/scalable/apps/demo.svg").data, readFileSync("rules/electron/tests/icon.svg"));
  assert.equal(data.get("./usr/share/applications/demo.desktop").data.toString(), `[Desktop Entry]
Type=Application
Name=Demo App
Exec=/usr/bin/demo %U
Icon=demo
Terminal=false
StartupWMClass=Demo App
Categories=Development;Utility;
MimeType=x-scheme-handler/demo-app;application/x-demo-demo;
`);
  assert.match(data.get("./usr/share/mime/packages/demo.xml").data.toString(), /<mime-type type="application\/x-demo-demo">\n    <comment>Demo document<\/comment>\n    <glob pattern="\*\.demo"\/>/);
});

test("permissions, times and owners do not depend on the machine", () => {
  const mode = (path) => data.get(path).mode & 0o7777;
  assert.equal(mode("./usr/lib/demo/demo"), 0o755);
  assert.equal(mode("./usr/lib/demo/chrome-sandbox"), 0o4755);
  assert.equal(mode("./usr/lib/demo/resources/app.asar"), 0o644);
  for (const [path, { mtime, type, uid }] of [...control, ...data]) {
    assert.deepEqual([mtime, uid], [0, 0], path);
    if (type === "Directory") assert.equal((data.get(path) ?? control.get(path)).mode & 0o7777, 0o755, path);
  }
});

/** Runs the script again; `change` gets the spec and the folder before. */
function run(change = () => {}, umask = "022") {
  const folder = mkdtempSync(join(process.cwd(), "deb-"));
  const spec = JSON.parse(readFileSync("built.json", "utf8"));
  for (const name of ["app.asar", "package.zip"]) cpSync(name, join(folder, name), { dereference: true });
  mkdirSync(join(folder, "icons"));
  cpSync("rules/electron/tests/icon.svg", join(folder, "icons/scalable.svg"));
  change(spec, folder);
  writeFileSync(join(folder, "deb.json"), JSON.stringify(spec));
  const script = resolve("rules/electron/private/deb/deb.mjs");
  const { status, stderr } = spawnSync("/bin/sh", ["-c", `umask ${umask}; exec "$0" "$@"`, process.execPath, script, "deb.json"], { cwd: folder, encoding: "utf8", env: { ...process.env, TZ: "Asia/Tokyo" } });
  return { folder, status, stderr };
}

test("made once more, in another folder, time zone and umask, it has the same bytes", () => {
  const { folder, status, stderr } = run(undefined, "077");
  assert.equal(status, 0, stderr);
  assert.deepEqual(readFileSync(join(folder, "package.deb")), readFileSync("built.deb"));
});

test("without icons of its own it has that of the app, at the size that it has", async () => {
  const withIcon = (image) => run((spec, folder) => {
    spec.icons = [{ path: "icons/package.png", size: "" }];
    writeFileSync(join(folder, "icons/package.png"), image);
  });
  const { folder, status, stderr } = withIcon(png(32));
  assert.equal(status, 0, stderr);
  const installed = await readTar(readAr(readFileSync(join(folder, "package.deb")))["data.tar.gz"]);
  assert.deepEqual(installed.get("./usr/share/icons/hicolor/32x32/apps/demo.png").data, png(32));
  assert.equal(withIcon(png(32, 16)).stderr, `${label}: icon: it is 32 by 16; icons are square\n`);
});

test("a name that Debian cannot have is refused", async () => {
  mkdirSync("named");
  writeFileSync("named/package.json", JSON.stringify({ name: "a~b", version: "1.0.0" }));
  await createPackageWithOptions("named", "named.asar", {});
  const { status, stderr } = run((_spec, folder) => cpSync("named.asar", join(folder, "app.asar")));
  assert.equal(status, 1);
  assert.equal(stderr, `${label}: package.json has the name "a~b", which Debian cannot have; use letters, digits, "+", "-" and "."\n`);
});

test("a pre-release sorts before its release", async () => {
  mkdirSync("early");
  writeFileSync("early/package.json", JSON.stringify({ name: "early", version: "2.0.0-beta.1", description: "An early\n app" }));
  await createPackageWithOptions("early", "early.asar", {});
  const { folder, status, stderr } = run((spec, at) => {
    spec.platform = "linux-arm64";
    cpSync("early.asar", join(at, "app.asar"));
  });
  assert.equal(status, 0, stderr);
  const text = (await readTar(readAr(readFileSync(join(folder, "package.deb")))["control.tar.gz"])).get("./control").data.toString();
  for (const line of ["Package: early", "Version: 2.0.0~beta.1", "Architecture: arm64", "Description: An early app"]) assert.ok(text.includes(`${line}\n`), text);
});
