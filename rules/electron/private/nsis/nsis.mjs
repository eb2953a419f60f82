/**
 * Makes an installer for Windows of a packaged app:
 *
 *     TK_MAKENSIS=PROGRAM node nsis.mjs SPEC
 *
 * SPEC is written by electron_nsis.bzl. Writes installer.nsi, too. Exits with 1 after what makensis said, and one line that
 * says what failed.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extractFile } from "@electron/asar";

import { checkIcon } from "../package/icon.mjs";
import { PackageError } from "../package/package_error.mjs";
import { runProgram } from "../package/run_program.mjs";
import { unzip } from "../package/unzip.mjs";
import { contentOf } from "./content.mjs";
import { guidOf } from "./guid.mjs";
import { installerScript } from "./script.mjs";

/** The app as the installer has it. */
function described(spec) {
  const app = JSON.parse(extractFile("app.asar", "package.json").toString("utf8"));
  const name = app.name.replace(/^@.*\//, "");
  const author = typeof app.author === "string" ? app.author.replace(/ *[<(].*$/, "") : app.author?.name;
  const version = /^(\d+)\.(\d+)\.(\d+)/.exec(app.version);
  if (!version) throw new PackageError(`package.json has the version "${app.version}"; Windows needs three numbers, such as 1.2.3`);
  return {
    author: author || app.productName || name,
    description: app.description || app.productName || name,
    fileVersion: `${version.slice(1).join(".")}.0`,
    guid: spec.guid || guidOf(spec.appId),
    name,
    program: `${spec.executableName || name}.exe`,
    title: app.productName ?? app.name,
    version: app.version,
  };
}

function compile(script, out) {
  runProgram({
    attribute: "makensis",
    path: process.env.TK_MAKENSIS,
    // Without the machine's own settings of NSIS. -V2 leaves nothing but warnings.
    args: ["-V2", "-NOCONFIG", "-INPUTCHARSET", "UTF8", script],
    // Files in the installer bear no time, its header has this one.
    env: { ...process.env, SOURCE_DATE_EPOCH: "315532800" },
    out,
    what: "installer",
    isTerse: true,
  });
}

async function makeInstaller(spec) {
  if (spec.icon) checkIcon(spec.icon);
  const app = described(spec);
  await unzip(spec.zip, "unzipped");
  const [root] = readdirSync("unzipped");
  const content = contentOf(`unzipped/${root}`);
  if (!content.files.includes(app.program)) throw new PackageError(`package: it has no ${app.program}; it has ${content.files.filter((name) => !name.includes("/")).join(", ")}`);
  writeFileSync("installer.nsi", installerScript(spec, app, content));
  compile("installer.nsi", spec.out);
}

const spec = JSON.parse(readFileSync(process.argv[2], "utf8"));
try {
  await makeInstaller(spec);
} catch (error) {
  console.error(error instanceof PackageError ? `${spec.label}: ${error.message}` : error);
  process.exitCode = 1;
}
