/** What electron_package makes, read back from its zip; PLATFORM says for which platform. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { test } from "node:test";
import { getRawHeader } from "@electron/asar";
import { FuseState, FuseV1Options, getCurrentFuseWire } from "@electron/fuses";

import { runPackage } from "./package_stage.mjs";
import { readZip } from "./read_zip.mjs";

const platform = process.env.PLATFORM;
const system = platform.split("-")[0];
const asar = `rules/electron/tests/${platform}/app.asar`;
const root = `Demo App-${platform}`;
const entries = await readZip("built/package.zip");
const byName = new Map(entries.map((entry) => [entry.name, entry]));
const resources = system === "darwin" ? `${root}/Demo App.app/Contents/Resources` : `${root}/resources`;
const framework = `${root}/Demo App.app/Contents/Frameworks/Electron Framework.framework`;
const program = { darwin: `${root}/Demo App.app/Contents/MacOS/demo`, linux: `${root}/demo`, win32: `${root}/demo.exe` }[system];
const fused = system === "darwin" ? `${framework}/Versions/A/Electron Framework` : program;

const fromPackager = createRequire(import.meta.resolve("@electron/packager"));
const plistLibrary = fromPackager("plist");
const resedit = fromPackager("resedit");

const infoPlist = () => plistLibrary.parse(byName.get(`${root}/Demo App.app/Contents/Info.plist`).data.toString());
const programResources = () => resedit.NtExecutableResource.from(resedit.NtExecutable.from(byName.get(program).data)).entries;

/** Writes an entry to a file, for tools that read files. */
function extract(name) {
  const path = join("extracted", name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, byName.get(name).data);
  return path;
}

test("everything lies in one folder, sorted, with one time", () => {
  assert.ok(entries.every(({ name }) => name.startsWith(`${root}/`)));
  assert.deepEqual(new Set(entries.map(({ time }) => time)), new Set(["1980-01-01T00:00:00.000Z"]));
  assert.equal(byName.size, entries.length);
});

test("the app is in it, Electron's own is not", () => {
  assert.deepEqual(byName.get(`${resources}/app.asar`).data, readFileSync(asar));
  assert.deepEqual(byName.get(`${resources}/app.asar.unpacked/node_modules/@example/native/index.node`).data, readFileSync("native/index.node"));
  assert.deepEqual(entries.filter(({ name }) => name.includes("default_app")), []);
});

test("what is declared as resources lies beside it", () => {
  for (const path of ["data/native.d.ts", "tsconfig.json"]) {
    assert.equal(byName.get(`${resources}/${path}`)?.mode, 0o100644, path);
    assert.deepEqual(byName.get(`${resources}/${path}`).data, readFileSync(`rules/electron/tests/app/${basename(path)}`));
  }
});

test("modes are those of programs and of files", () => {
  assert.equal(byName.get(`${root}/version`).mode, 0o100644);
  assert.equal(byName.get(`${resources}/app.asar`).mode, 0o100644);
  assert.equal(byName.get(program).mode, system === "win32" ? 0o100644 : 0o100755);
});

test("links are kept", () => {
  const links = entries.filter(({ mode }) => (mode & 0o170000) === 0o120000).map(({ name, data }) => [name, data.toString()]);
  const expected = [
    [`${framework}/Electron Framework`, "Versions/Current/Electron Framework"],
    [`${framework}/Libraries`, "Versions/Current/Libraries"],
    [`${framework}/Resources`, "Versions/Current/Resources"],
    [`${framework}/Versions/Current`, "A"],
  ];
  assert.deepEqual(links, system === "darwin" ? expected : []);
});

test("the fuses are set", async () => {
  const wire = await getCurrentFuseWire(extract(fused));
  const on = Object.keys(FuseV1Options).filter((name) => wire[FuseV1Options[name]] === FuseState.ENABLE);
  assert.deepEqual(on.sort(), ["EnableCookieEncryption", "EnableEmbeddedAsarIntegrityValidation", "OnlyLoadAppFromAsar", "WasmTrapHandlers"]);
});

// On Linux Electron checks no integrity, and programs have no properties.
if (system !== "linux") {
  test("the archive's integrity is where Electron looks for it", () => {
    const hash = createHash("sha256").update(getRawHeader(asar).headerString).digest("hex");
    if (system === "darwin") {
      assert.deepEqual(infoPlist().ElectronAsarIntegrity, { "Resources/app.asar": { algorithm: "SHA256", hash } });
    } else {
      const [{ bin }] = programResources().filter(({ type, id }) => type === "INTEGRITY" && id === "ELECTRONASAR");
      assert.deepEqual(JSON.parse(Buffer.from(bin).toString()), [{ file: "resources\\app.asar", alg: "SHA256", value: hash }]);
    }
  });
}

if (system === "darwin") {
  test("Info.plist bears the app's name and version", () => {
    const plist = infoPlist();
    const { CFBundleExecutable, CFBundleIdentifier, CFBundleName, CFBundleShortVersionString, NSHumanReadableCopyright } = plist;
    assert.deepEqual([CFBundleExecutable, CFBundleIdentifier, CFBundleName, CFBundleShortVersionString, NSHumanReadableCopyright], ["demo", "org.example.demo", "Demo App", "1.2.3", "Copyright Example Ltd"]);
    assert.deepEqual(plist.CFBundleDocumentTypes.map(({ CFBundleTypeExtensions, CFBundleTypeName }) => [CFBundleTypeExtensions, CFBundleTypeName]), [[["demo"], "Demo document"]]);
    assert.deepEqual(plist.CFBundleURLTypes.map(({ CFBundleURLSchemes }) => CFBundleURLSchemes), [["demo-app"]]);
  });

  test("what info_plist adds is in Info.plist, as a property list and as JSON", () => {
    const added = ({ LSMinimumSystemVersion, LSUIElement, NSCameraUsageDescription }) => [LSMinimumSystemVersion, LSUIElement, NSCameraUsageDescription];
    assert.deepEqual(added(infoPlist()), ["12.0", true, "for the demo"]);
    const { folder, status, stderr } = runPackage((spec) => (spec.infoPlist = "Info.json"));
    assert.equal(status, 0, stderr);
    const text = readFileSync(join(folder, "out", root, "Demo App.app/Contents/Info.plist"), "utf8");
    assert.deepEqual(added(plistLibrary.parse(text)), ["12.0", undefined, "for the demo"]);
  });

  test("Info.plist names the icon, which is in the bundle", () => {
    assert.deepEqual(byName.get(`${resources}/${infoPlist().CFBundleIconFile}`)?.data, readFileSync("icon"));
  });
}

if (system === "win32") {
  test("the program's properties bear the app's name and version", () => {
    const [version] = resedit.Resource.VersionInfo.fromEntries(programResources());
    const values = version.getStringValues(version.getAllLanguagesForStringValues()[0]);
    assert.deepEqual([values.ProductName, values.ProductVersion, values.CompanyName, values.OriginalFilename], ["Demo App", "1.2.3", "Example Ltd", "demo.exe"]);
  });
}

if (system === "win32") {
  test("the program has the icon", () => {
    const [group] = resedit.Resource.IconGroupEntry.fromEntries(programResources());
    const [image] = group.getIconItemsFromEntries(programResources());
    // Behind the header of an .ico with one image.
    assert.deepEqual(Buffer.from(image.bin), readFileSync("icon").subarray(22));
  });
}

test("packaged once more, in another folder, time zone and umask, it has the same bytes", () => {
  const { folder, status, stderr } = runPackage(undefined, "077");
  assert.equal(status, 0, stderr);
  assert.deepEqual(readFileSync(join(folder, "package.zip")), readFileSync("built/package.zip"));
});
