/**
 * Makes a disk image of a packaged app:
 *
 *     TK_XORRISO=PROGRAM node dmg.mjs SPEC
 *
 * SPEC is written by electron_dmg.bzl. Exits with 1 after what xorriso said, and one line that says what failed.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { extractFile } from "@electron/asar";

import { PackageError } from "../package/package_error.mjs";
import { runProgram } from "../package/run_program.mjs";
import { unzip } from "../package/unzip.mjs";

const root = "volume";
const TIME = "1980010100000000";

/** The folder that becomes the disk: the bundle, without what lies beside it in the zip. */
async function makeFolder(spec) {
  await unzip(spec.zip, "unzipped");
  const [folder] = readdirSync("unzipped");
  const bundles = readdirSync(join("unzipped", folder)).filter((name) => name.endsWith(".app"));
  if (bundles.length !== 1) throw new PackageError(`package: it has ${bundles.length} bundles (${bundles.join(", ")}); a disk image is of one`);
  mkdirSync(root);
  renameSync(join("unzipped", folder, bundles[0]), join(root, bundles[0]));
  if (spec.applicationsLink) symlinkSync("/Applications", join(root, "Applications"));
}

/** What the disk is called, and by what the system tells it from others. */
function identity(spec) {
  const app = JSON.parse(extractFile("app.asar", "package.json").toString("utf8"));
  const name = spec.volumeName || (app.productName ?? app.name.replace(/^@.*\//, ""));
  const serial = createHash("sha256").update(`${spec.appId} ${app.version}`).digest("hex").slice(0, 16);
  return { name: [...name].slice(0, 27).join(""), serial };
}

function makeImage(out, { name, serial }) {
  // -r: owned by root, for all to read. One time for everything, in the zone that is set here.
  const fixed = ["-r", "-hfsplus", "-hfsplus-serial-no", serial, "-V", name, `--modification-date=${TIME}`, "--set_all_file_dates", TIME];
  runProgram({
    attribute: "xorriso",
    path: process.env.TK_XORRISO,
    args: ["-no_rc", "-as", "mkisofs", "-quiet", ...fixed, "-o", out, root],
    env: { ...process.env, TZ: "UTC" },
    out,
    what: "image",
  });
}

const spec = JSON.parse(readFileSync(process.argv[2], "utf8"));
try {
  await makeFolder(spec);
  makeImage(spec.out, identity(spec));
} catch (error) {
  console.error(error instanceof PackageError ? `${spec.label}: ${error.message}` : error);
  process.exitCode = 1;
}
