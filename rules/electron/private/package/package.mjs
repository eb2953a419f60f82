/**
 * Packages an Electron app for one platform:
 *
 *     node package.mjs SPEC
 *
 * SPEC is written by electron_package.bzl; Electron's archive lies in archive/. Exits with 1 after one line that says
 * what is wrong with what was declared.
 */
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, relative, resolve } from "node:path";
import { extractFile } from "@electron/asar";
import { flipFuses, FuseV1Options, FuseVersion } from "@electron/fuses";
import { packager } from "@electron/packager";

import { modeOf } from "../asar/modes.mjs";
import { checkIcon } from "./icon.mjs";
import { nativePlatforms } from "./native_platform.mjs";
import { PackageError } from "./package_error.mjs";
import { zipFolder } from "./zip.mjs";

// The library with which the packager writes Info.plist.
const plist = createRequire(import.meta.resolve("@electron/packager"))("plist");

function checkArchive({ fileName, reason, sha256 }) {
  if (reason) throw new PackageError(reason);
  if (!sha256) return;
  const actual = createHash("sha256").update(readFileSync(join("archive", fileName))).digest("hex");
  if (actual !== sha256) throw new PackageError(`${fileName} has SHA-256 ${actual}, expected ${sha256}; the file is damaged or a different one`);
}

/** The app's own package.json, as electron_asar wrote it. */
function readApp(asar) {
  try {
    return JSON.parse(extractFile(asar, "package.json").toString("utf8"));
  } catch (error) {
    throw new PackageError(`asar: package.json cannot be read: ${error.message}`);
  }
}

function checkNativeModules(folder, platform) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".node")) continue;
    const path = join(entry.parentPath, entry.name);
    const platforms = nativePlatforms(path);
    if (platforms.includes(platform)) continue;
    const what = platforms.length ? `for ${platforms.join(" and ")}` : "not native code";
    throw new PackageError(`asar: ${relative(folder, path)} is ${what}, the package is for ${platform}; build with --platforms=//platforms:${platform}`);
  }
}

/** Bazel's outputs are all executable; in the package only programs are. */
function unifyModes(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) chmodSync(path, modeOf(path));
  }
}

/** What lies beside the archive, as it lies in a folder. */
function extraResources(folder) {
  if (!folder) return [];
  unifyModes(folder);
  return readdirSync(folder).sort().map((name) => join(folder, name));
}

function readInfoPlist(path) {
  const text = readFileSync(path, "utf8");
  try {
    return path.endsWith(".json") ? JSON.parse(text) : plist.parse(text);
  } catch (error) {
    throw new PackageError(`info_plist: ${error.message}`);
  }
}

/** What the system of a Mac reads of an app. */
function darwinOptions({ fileAssociations, infoPlist, protocols }, app, platform) {
  if (platform !== "darwin") return {};
  const types = Object.entries(fileAssociations).map(([extension, name]) => ({
    CFBundleTypeExtensions: [extension],
    CFBundleTypeName: name,
    CFBundleTypeRole: "Editor",
    LSHandlerRank: "Default",
  }));
  return {
    extendInfo: { ...(types.length && { CFBundleDocumentTypes: types }), ...(infoPlist && readInfoPlist(infoPlist)) },
    ...(protocols.length && { protocols: [{ name: app.productName ?? app.name, schemes: protocols }] }),
  };
}

function packagerOptions(spec, app) {
  const [platform, arch] = spec.platform.split("-");
  const author = typeof app.author === "string" ? app.author.replace(/ *[<(].*$/, "") : app.author?.name;
  // The packager looks here for what it is not told.
  mkdirSync("app");
  writeFileSync("app/package.json", JSON.stringify(app));
  return {
    appBundleId: spec.appId,
    ...(spec.copyright && { appCopyright: spec.copyright }),
    appVersion: app.version,
    arch,
    dir: "app",
    electronVersion: spec.archive.version,
    electronZipDir: "archive",
    executableName: spec.executableName || app.name.replace(/^@.*\//, ""),
    ...darwinOptions(spec, app, platform),
    // The packager takes a ready archive, but not what lies beside it.
    extraResource: [`${spec.asar}.unpacked`, ...extraResources(spec.extra)],
    // On Linux a window names its icon itself, and the desktop has that of the package which installs the app.
    ...(spec.icon && platform !== "linux" && { icon: spec.icon }),
    name: app.productName ?? app.name,
    out: "out",
    platform,
    prebuiltAsar: spec.asar,
    quiet: true,
    tmpdir: resolve("packager"),
    win32metadata: { CompanyName: author ?? app.name },
  };
}

/** The file (on darwin: the bundle) that carries the fuses. */
function executable(folder, platform, options) {
  if (platform.startsWith("darwin")) return join(folder, readdirSync(folder).find((name) => name.endsWith(".app")) ?? "");
  return join(folder, options.executableName + (platform.startsWith("win32") ? ".exe" : ""));
}

async function setFuses(path, fuses) {
  const byNumber = Object.fromEntries(Object.entries(fuses).map(([name, on]) => [FuseV1Options[name], on]));
  try {
    await flipFuses(path, { version: FuseVersion.V1, resetAdHocDarwinSignature: false, ...byNumber });
  } catch (error) {
    throw new PackageError(`the fuses of ${basename(path)} cannot be set: ${error.message}`);
  }
}

async function makePackage(spec) {
  checkArchive(spec.archive);
  if (spec.icon) checkIcon(spec.icon);
  const app = readApp(spec.asar);
  checkNativeModules(`${spec.asar}.unpacked`, spec.platform);
  chmodSync(spec.asar, 0o644);
  unifyModes(`${spec.asar}.unpacked`);
  const options = packagerOptions(spec, app);
  const [folder] = await packager(options);
  if (!folder || !existsSync(folder)) throw new PackageError(`@electron/packager produced no output for ${spec.platform}`);
  await setFuses(executable(folder, spec.platform, options), spec.fuses);
  await zipFolder(folder, basename(folder), spec.out);
}

const spec = JSON.parse(readFileSync(process.argv[2], "utf8"));
try {
  await makePackage(spec);
} catch (error) {
  console.error(error instanceof PackageError ? `${spec.label}: ${error.message}` : error);
  process.exitCode = 1;
}
