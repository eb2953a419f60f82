/** What electron_package says of bad input. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { nativeHeader } from "./fixture_archive.mjs";
import { png } from "./fixture_icon.mjs";
import { runPackage } from "./package_stage.mjs";

const archive = "electron-v45.4.1-linux-x64.zip";
const native = "node_modules/@example/native/index.node";
const label = JSON.parse(readFileSync("built/package.json", "utf8")).label;

function refused(change, message) {
  const { status, stderr } = runPackage(change);
  assert.equal(status, 1);
  assert.equal(stderr, `${label}: ${message}\n`);
}

test("an archive that could not be downloaded: the reason is the message", () => {
  refused((spec) => (spec.archive.reason = "electron-v45.4.1-linux-x64.zip could not be fetched; set ELECTRON_MIRROR"), "electron-v45.4.1-linux-x64.zip could not be fetched; set ELECTRON_MIRROR");
});

test("an archive with another SHA-256", () => {
  const actual = createHash("sha256").update(readFileSync(join("archive", archive))).digest("hex");
  const expected = "0".repeat(64);
  refused((spec) => (spec.archive.sha256 = expected), `${archive} has SHA-256 ${actual}, expected ${expected}; the file is damaged or a different one`);
});

test("a native module for another platform", () => {
  refused(
    (_spec, folder) => writeFileSync(join(folder, "app.asar.unpacked", native), nativeHeader("darwin-arm64")),
    `asar: ${native} is for darwin-arm64, the package is for linux-x64; build with --platforms=//platforms:linux-x64`,
  );
});

test("a native module that is none", () => {
  refused(
    (_spec, folder) => writeFileSync(join(folder, "app.asar.unpacked", native), "text"),
    `asar: ${native} is not native code, the package is for linux-x64; build with --platforms=//platforms:linux-x64`,
  );
});

test("an Info.plist that is none", () => {
  const { status, stderr } = runPackage((spec, folder) => {
    Object.assign(spec, { platform: "darwin-x64", infoPlist: "Info.json" });
    writeFileSync(join(folder, "Info.json"), "{");
    writeFileSync(join(folder, "app.asar.unpacked", native), nativeHeader("darwin-x64"));
  });
  assert.equal(status, 1);
  assert.ok(stderr.startsWith(`${label}: info_plist: `), stderr);
});

test("an icon that is none", () => {
  refused((_spec, folder) => writeFileSync(join(folder, "icon.png"), "text"), "icon: the file is no .png image, whatever its name says; convert it, rather than rename it");
  for (const kind of ["icns", "ico"]) {
    refused(
      (spec, folder) => {
        spec.icon = `icon.${kind}`;
        writeFileSync(join(folder, spec.icon), png(32));
      },
      `icon: the file is no .${kind} image, whatever its name says; convert it, rather than rename it`,
    );
  }
});

test("an asar that is none", () => {
  const { status, stderr } = runPackage((_spec, folder) => writeFileSync(join(folder, "app.asar"), "text"));
  assert.equal(status, 1);
  assert.ok(stderr.startsWith(`${label}: asar: package.json cannot be read: `), stderr);
});
