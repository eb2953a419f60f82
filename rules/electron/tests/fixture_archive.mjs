/**
 * Makes a small archive with the layout of Electron's releases:
 *
 *     node fixture_archive.mjs PLATFORM VERSION OUT
 *
 * Programs are headers only; each carries the sentinel and the wire of fuses that real ones have, all in the state
 * that Electron ships.
 */
import { createWriteStream } from "node:fs";
import { createRequire } from "node:module";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { ZipFile } from "yazl";

import { icon } from "./fixture_icon.mjs";

// From @electron/fuses: the sentinel, then the wire's version, its length, and a character for each fuse.
const fuses = Buffer.concat([Buffer.from("dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX"), Buffer.from([1, 9]), Buffer.from("101100011")]);

const elfMachine = { arm64: 0xb7, x64: 0x3e };
const machProcessor = { arm64: 0x0100000c, x64: 0x01000007 };
const peMachine = { arm64: 0xaa64, x64: 0x8664 };

/** The header of a shared library or a program, as far as tools look at it. */
export function nativeHeader(platform) {
  const [system, processor] = platform.split("-");
  const bytes = Buffer.alloc(256);
  if (system === "linux") {
    bytes.write("\x7fELF\x02\x01\x01", "latin1");
    bytes.writeUInt16LE(3, 16);
    bytes.writeUInt16LE(elfMachine[processor], 18);
  } else if (system === "darwin") {
    bytes.writeUInt32LE(0xfeedfacf, 0);
    bytes.writeUInt32LE(machProcessor[processor], 4);
  } else {
    bytes.write("MZ", "latin1");
    bytes.writeUInt32LE(0x80, 0x3c);
    bytes.write("PE\0\0", 0x80, "latin1");
    bytes.writeUInt16LE(peMachine[processor], 0x84);
  }
  return bytes;
}

/** A program for Windows with the version and the icon that the packager replaces. */
async function windowsProgram(processor) {
  const packager = createRequire(import.meta.resolve("@electron/packager"));
  const { Data, NtExecutable, NtExecutableResource, Resource } = packager("resedit");
  const program = NtExecutable.createEmpty(false, false);
  program.newHeader.fileHeader.machine = peMachine[processor];
  const resources = NtExecutableResource.from(program, true);
  const values = { FileDescription: "Electron", FileVersion: "1.0.0.0", ProductName: "Electron" };
  const version = Resource.VersionInfo.create(1033, {}, [{ codepage: 1200, lang: 1033, values }]);
  version.outputToResourceEntries(resources.entries);
  const icons = Data.IconFile.from(icon("ico", 16)).icons.map(({ data }) => data);
  Resource.IconGroupEntry.replaceIconsForResource(resources.entries, 1, 1033, icons);
  resources.outputResource(program);
  program.setExtraData(fuses.buffer.slice(fuses.byteOffset, fuses.byteOffset + fuses.length));
  return Buffer.from(program.generate());
}

function plist(name, more = {}) {
  const values = { CFBundleExecutable: name, CFBundleIdentifier: "com.github.Electron", CFBundleName: name, CFBundlePackageType: "APPL", CFBundleVersion: "1", ...more };
  const lines = Object.entries(values).map(([key, value]) => `<key>${key}</key><string>${value}</string>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0"><dict>${lines.join("")}</dict></plist>\n`;
}

/** Entries are [path, content, kind]: "file" by default, "program", or "link" with its target as content. */
function linux(platform) {
  const library = nativeHeader(platform);
  return [
    ["chrome-sandbox", library, "program"],
    ["chrome_crashpad_handler", library, "program"],
    ["electron", Buffer.concat([library, fuses]), "program"],
    ["icudtl.dat", "icu"],
    ["libffmpeg.so", library, "program"],
    ["locales/en-US.pak", "en"],
    ["resources/default_app.asar", "default app"],
  ];
}

function darwin(platform) {
  const library = nativeHeader(platform);
  const contents = "Electron.app/Contents";
  const framework = `${contents}/Frameworks/Electron Framework.framework`;
  return [
    [`${contents}/Info.plist`, plist("Electron", { CFBundleIconFile: "electron.icns" })],
    [`${contents}/MacOS/Electron`, library, "program"],
    [`${contents}/PkgInfo`, "APPL????"],
    [`${contents}/Resources/default_app.asar`, "default app"],
    [`${contents}/Resources/electron.icns`, "icns"],
    [`${contents}/Resources/en.lproj/locale.pak`, "en"],
    [`${framework}/Electron Framework`, "Versions/Current/Electron Framework", "link"],
    [`${framework}/Libraries`, "Versions/Current/Libraries", "link"],
    [`${framework}/Resources`, "Versions/Current/Resources", "link"],
    [`${framework}/Versions/A/Electron Framework`, Buffer.concat([library, fuses]), "program"],
    [`${framework}/Versions/A/Libraries/libffmpeg.dylib`, library, "program"],
    [`${framework}/Versions/A/Resources/Info.plist`, plist("Electron Framework")],
    [`${framework}/Versions/Current`, "A", "link"],
    ...["", " (GPU)", " (Plugin)", " (Renderer)"].flatMap((kind) => [
      [`${contents}/Frameworks/Electron Helper${kind}.app/Contents/Info.plist`, plist(`Electron Helper${kind}`)],
      [`${contents}/Frameworks/Electron Helper${kind}.app/Contents/MacOS/Electron Helper${kind}`, library, "program"],
    ]),
  ];
}

async function win32(platform) {
  return [
    ["electron.exe", await windowsProgram(platform.split("-")[1])],
    ["ffmpeg.dll", nativeHeader(platform)],
    ["icudtl.dat", "icu"],
    ["locales/en-US.pak", "en"],
    ["resources/default_app.asar", "default app"],
  ];
}

const layouts = { darwin, linux, win32 };
const modes = { file: 0o100644, link: 0o120755, program: 0o100755 };

async function writeArchive(platform, version, out) {
  const zip = new ZipFile();
  const written = pipeline(zip.outputStream, createWriteStream(out));
  const entries = [["LICENSE", "license"], ["LICENSES.chromium.html", "licenses"], ["version", version], ...await layouts[platform.split("-")[0]](platform)];
  for (const [path, content, kind = "file"] of entries) {
    zip.addBuffer(Buffer.from(content), path, { forceDosTimestamp: true, mode: modes[kind], mtime: new Date(1980, 0, 1) });
  }
  zip.end();
  await written;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeArchive(...process.argv.slice(2));
