/**
 * Makes an AppImage of a packaged app:
 *
 *     TK_MKSQUASHFS=PROGRAM node appimage.mjs SPEC
 *
 * SPEC is written by electron_appimage.bzl. Exits with 1 after what mksquashfs said, and one line that says what failed.
 */
import { appendFileSync, chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { extractFile } from "@electron/asar";

import { desktopEntry, mimeTypes } from "../deb/descriptions.mjs";
import { write } from "../deb/write.mjs";
import { iconSize } from "../package/icon.mjs";
import { PackageError } from "../package/package_error.mjs";
import { runProgram } from "../package/run_program.mjs";
import { unzip } from "../package/unzip.mjs";
import { checkRuntime } from "./runtime.mjs";

const root = "AppDir";

function described(spec) {
  const app = JSON.parse(extractFile("app.asar", "package.json").toString("utf8"));
  const name = app.name.replace(/^@.*\//, "");
  return { ...app, name, program: spec.executableName || name, title: app.productName ?? app.name };
}

const start = (app) => `#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
exec "$here/usr/lib/${app.name}/${app.program}" "$@"
`;

/** The folder that becomes the file system. */
async function makeFolder(spec, app) {
  await unzip(spec.zip, "unzipped");
  const [folder] = readdirSync("unzipped");
  mkdirSync(join(root, "usr/lib"), { recursive: true });
  renameSync(join("unzipped", folder), join(root, "usr/lib", app.name));
  if (!existsSync(join(root, "usr/lib", app.name, app.program))) throw new PackageError(`package: it has no program ${app.program}`);
  write(root, "AppRun", start(app));
  chmodSync(join(root, "AppRun"), 0o755);
  const entry = desktopEntry({ ...spec, icons: [spec.icon] }, app, "AppRun");
  write(root, `${app.name}.desktop`, `${entry}X-AppImage-Version=${app.version}\n`);
  if (Object.keys(spec.fileAssociations).length) write(root, `usr/share/mime/packages/${app.name}.xml`, mimeTypes(spec, app));
  const image = app.name + spec.icon.slice(spec.icon.lastIndexOf("."));
  write(root, `usr/share/icons/hicolor/${iconSize(spec.icon)}/apps/${image}`, readFileSync(spec.icon));
  write(root, image, readFileSync(spec.icon));
  symlinkSync(image, join(root, ".DirIcon"));
}

/** Folders are 0755, whatever the machine makes of new ones. */
function unifyFolders(folder) {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) if (entry.isDirectory()) unifyFolders(join(folder, entry.name));
}

function squash(compression, out) {
  unifyFolders(root);
  const fixed = ["-noappend", "-no-xattrs", "-all-root", "-mkfs-time", "0", "-all-time", "0", "-reproducible", "-no-progress", "-quiet"];
  // This variable would contradict the times above.
  const { SOURCE_DATE_EPOCH, ...env } = process.env;
  runProgram({ attribute: "mksquashfs", path: process.env.TK_MKSQUASHFS, args: [root, out, "-comp", compression, ...fixed], env, out, what: "file system" });
}

async function makeAppImage(spec) {
  checkRuntime("runtime", spec.platform);
  await makeFolder(spec, described(spec));
  squash(spec.compression, "app.squashfs");
  copyFileSync("runtime", spec.out);
  appendFileSync(spec.out, readFileSync("app.squashfs"));
  chmodSync(spec.out, 0o755);
}

const spec = JSON.parse(readFileSync(process.argv[2], "utf8"));
try {
  await makeAppImage(spec);
} catch (error) {
  console.error(error instanceof PackageError ? `${spec.label}: ${error.message}` : error);
  process.exitCode = 1;
}
