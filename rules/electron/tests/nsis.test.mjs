/** The script from which electron_nsis has an installer made, and what it says of bad input. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { createPackageWithOptions } from "@electron/asar";

import { guidOf } from "../private/nsis/guid.mjs";
import { quoted } from "../private/nsis/quoted.mjs";
import { makeInstaller, specOf } from "./nsis_stage.mjs";

const [oneClick, assisted] = ["one_click", "assisted"].map((kind) => readFileSync(`${kind}.nsi`, "utf8"));
const label = specOf("one_click").label;
const guid = "68258045-5832-5c36-a054-d9976a50edc1";
const has = (script, ...lines) => lines.forEach((line) => assert.ok(script.includes(`${line}\n`), line));
const lacks = (script, ...parts) => parts.forEach((part) => assert.ok(!script.includes(part), part));

test("the program that the rule names makes the installer, with a fixed time and without the machine's settings", () => {
  assert.equal(readFileSync("rules/electron/tests/demo-x64.exe", "utf8"), "315532800 -V2 -NOCONFIG -INPUTCHARSET UTF8 installer.nsi\n");
});

test("by default it installs for the user, asks nothing, and starts the app", () => {
  has(oneClick, "RequestExecutionLevel user", 'InstallDir "$LOCALAPPDATA\\Programs\\demo"', "  SetShellVarContext current", "SetCompressor /SOLID lzma");
  has(oneClick, "AutoCloseWindow true", "  ${OrIfNot} ${Silent}", `    Exec '"$INSTDIR\\demo.exe"'`, '  CreateShortCut "$DESKTOP\\Demo App.lnk" "$INSTDIR\\demo.exe"');
  lacks(oneClick, "MUI_PAGE_DIRECTORY", "MUI_PAGE_LICENSE", "include.nsh");
});

test("otherwise for the machine, with pages, languages and an own part", () => {
  has(assisted, "RequestExecutionLevel admin", 'InstallDir "$PROGRAMFILES64\\demo"', "  SetShellVarContext all", "SetCompressor /SOLID zlib");
  has(assisted, '!insertmacro MUI_PAGE_LICENSE "license.txt"', "!insertmacro MUI_PAGE_DIRECTORY", '!insertmacro MUI_LANGUAGE "German"', '!include "include.nsh"');
  lacks(assisted, "$DESKTOP", "AutoCloseWindow", "${OrIfNot} ${Silent}", guid);
  assert.ok(assisted.includes("Uninstall\\01234567-89ab-cdef-0123-456789abcdef"));
});

test("what is installed is removed again, file by file, and nothing else", () => {
  const files = [...oneClick.matchAll(/^ {2}File "unzipped\/Demo App-win32-x64\/(.*)"$/gm)].map(([, path]) => path.replaceAll("/", "\\"));
  const deleted = [...oneClick.matchAll(/^ {2}Delete "\$INSTDIR\\(.*)"$/gm)].map(([, path]) => path);
  assert.ok(files.includes("resources\\app.asar"));
  assert.deepEqual(deleted.sort(), [...files, "Uninstall Demo App.exe"].sort());
  lacks(oneClick, "RMDir /r");
});

test("Windows learns what the app is, and what it opens", () => {
  const key = `Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\${guid}`;
  has(oneClick, `  WriteRegStr SHCTX "${key}" "DisplayVersion" "1.2.3"`, `  WriteRegStr SHCTX "${key}" "Publisher" "Example Ltd"`, `  WriteRegStr SHCTX "${key}" "UninstallString" '"$INSTDIR\\Uninstall Demo App.exe" /currentuser'`);
  has(oneClick, '  WriteRegStr SHCTX "Software\\Classes\\demo-app" "URL Protocol" ""', `  WriteRegStr SHCTX "Software\\Classes\\.demo" "" "${guid}.demo"`, `  WriteRegStr SHCTX "Software\\Classes\\${guid}.demo" "" "Demo document"`);
  has(oneClick, `  StrCmp $0 '"$INSTDIR\\demo.exe" "%1"' 0 +2`);
});

test("the key is that of electron-builder, whose installers it replaces", () => {
  assert.equal(guidOf("org.example.demo"), guid);
});

test("texts mean themselves", () => {
  assert.equal(quoted('a "b" $c\nd'), '"a $\\"b$\\" $$c d"');
});

test("an update has the installer's checksum", () => {
  assert.match(readFileSync("rules/electron/tests/nsis.yml", "utf8"), /^path: demo-x64\.exe$/m);
});

/** A program of these lines. */
function program(name, lines) {
  writeFileSync(name, `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
  return resolve(name);
}

test("for arm64 it wants such a Windows", () => {
  const { folder, stderr } = makeInstaller(program("any.sh", "touch installer.bin"), "one_click", (spec) => (spec.platform = "win32-arm64"));
  has(readFileSync(join(folder, "installer.nsi"), "utf8"), "  ${Unless} ${IsNativeARM64}");
  assert.equal(stderr, "");
});

for (const [what, lines, change, message] of [
  ["a program that fails, with what it said", "echo bad script; exit 1", undefined, "bad script\nLABEL: makensis: fails.sh exited with 1\n"],
  ["a program that writes nothing", "exit 0", undefined, "LABEL: makensis: fails.sh succeeded, but wrote no installer\n"],
  ["a name that the program has not", "exit 0", (spec) => (spec.executableName = "other"), "LABEL: package: it has no other.exe; it has LICENSE, LICENSES.chromium.html, demo.exe, ffmpeg.dll, icudtl.dat, version\n"],
  ["an icon that is none", "exit 0", (_spec, folder) => writeFileSync(join(folder, "icon.ico"), "text"), "LABEL: icon: the file is no .ico image, whatever its name says; convert it, rather than rename it\n"],
]) {
  test(`refused: ${what}`, () => {
    const { status, stderr } = makeInstaller(program("fails.sh", lines), "one_click", change);
    assert.equal(status, 1);
    assert.equal(stderr, message.replace("LABEL", label));
  });
}

test("refused: a program that is none", () => {
  assert.equal(makeInstaller(resolve("nowhere"), "one_click").stderr, `${label}: makensis: nowhere does not start: ENOENT\n`);
});

test("refused: a version that Windows cannot have", async () => {
  mkdirSync("named");
  writeFileSync("named/package.json", JSON.stringify({ name: "demo", version: "beta" }));
  await createPackageWithOptions("named", "named.asar", {});
  const { stderr } = makeInstaller("/bin/true", "one_click", (_spec, folder) => cpSync("named.asar", join(folder, "app.asar")));
  assert.equal(stderr, `${label}: package.json has the version "beta"; Windows needs three numbers, such as 1.2.3\n`);
});
