/**
 * Makes a Debian package of a packaged app:
 *
 *     node deb.mjs SPEC
 *
 * SPEC is written by electron_deb.bzl. Exits with 1 after one line that says what is wrong with the app.
 */
import { createHash } from "node:crypto";
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { extractFile } from "@electron/asar";

import { iconSize } from "../package/icon.mjs";
import { PackageError } from "../package/package_error.mjs";
import { unzip } from "../package/unzip.mjs";
import { ar, tarOf } from "./archives.mjs";
import { controlFile, desktopEntry, mimeTypes } from "./descriptions.mjs";
import { write } from "./write.mjs";

/** What Debian calls the app; its version sorts a pre-release before the release. */
function described(spec) {
  const app = JSON.parse(extractFile(spec.asar, "package.json").toString("utf8"));
  const name = app.name.replace(/^@.*\//, "").toLowerCase().replaceAll("_", "-");
  if (!/^[a-z0-9][a-z0-9+.-]+$/.test(name)) throw new PackageError(`package.json has the name "${app.name}", which Debian cannot have; use letters, digits, "+", "-" and "."`);
  return { ...app, name, program: spec.executableName || app.name.replace(/^@.*\//, ""), version: app.version.replace("-", "~"), title: app.productName ?? app.name };
}

/** The files of the app as they are installed. */
async function install(spec, app, root) {
  await unzip(spec.zip, "unzipped");
  const [folder] = readdirSync("unzipped");
  mkdirSync(join(root, "usr/lib"), { recursive: true });
  renameSync(join("unzipped", folder), join(root, "usr/lib", app.name));
  const sandbox = join(root, "usr/lib", app.name, "chrome-sandbox");
  // Chromium's sandbox, for kernels that let nobody else make namespaces.
  if (statSync(sandbox, { throwIfNoEntry: false })) chmodSync(sandbox, 0o4755);
  mkdirSync(join(root, "usr/bin"));
  symlinkSync(`../lib/${app.name}/${app.program}`, join(root, "usr/bin", app.name));
  write(root, `usr/share/applications/${app.name}.desktop`, desktopEntry(spec, app));
  if (Object.keys(spec.fileAssociations).length) write(root, `usr/share/mime/packages/${app.name}.xml`, mimeTypes(spec, app));
  for (const { path, size } of spec.icons) {
    const target = join(root, "usr/share/icons/hicolor", size || iconSize(path), "apps", app.name + path.slice(path.lastIndexOf(".")));
    cpSync(path, target);
    chmodSync(target, 0o644);
  }
}

function filesBelow(root) {
  return readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1)).sort();
}

async function makeDeb(spec) {
  const app = described(spec);
  await install(spec, app, "root");
  const files = filesBelow("root");
  const size = files.reduce((sum, path) => sum + statSync(join("root", path)).size, 0);
  const sums = files.map((path) => `${createHash("md5").update(readFileSync(join("root", path))).digest("hex")}  ${path}\n`).join("");
  write("control", "control", controlFile(spec, app, Math.ceil(size / 1024)));
  write("control", "md5sums", sums);
  writeFileSync(spec.out, ar({
    "debian-binary": Buffer.from("2.0\n"),
    "control.tar.gz": await tarOf("control"),
    "data.tar.gz": await tarOf("root"),
  }));
}

const spec = JSON.parse(readFileSync(process.argv[2], "utf8"));
try {
  await makeDeb(spec);
} catch (error) {
  console.error(error instanceof PackageError ? `${spec.label}: ${error.message}` : error);
  process.exitCode = 1;
}
