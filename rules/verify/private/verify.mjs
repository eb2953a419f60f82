// node verify.mjs SPECIFICATION REPORT: checks built artifacts, writes a PASS or FAIL line each.
//
// The specification is JSON: {"platform": "linux-x64", "runnable": true, "checks": [{"kind": "bundle",
// "name": "web/dist", "path": "...", ...}]}; what a check of each kind needs stands in its own file.
// Exits 1 when a check failed; the lines then go to standard error as well.
import { readFileSync, writeFileSync } from "node:fs";
import { checkBundle } from "./checks/bundle.mjs";
import { checkExecutable } from "./checks/executable.mjs";
import { checkFile } from "./checks/file.mjs";
import { checkNativeModule } from "./checks/native_module.mjs";
import { checkPaths } from "./checks/paths.mjs";

const CHECKS = {
  // Loaded where it is asked for: only a repository with an Electron app has the package that it imports.
  asar: async (check) => (await import("./checks/asar.mjs")).checkAsar(check),
  bundle: checkBundle,
  executable: checkExecutable,
  file: checkFile,
  native_module: checkNativeModule,
  paths: checkPaths,
};

/** Runs one check; a check returns what it found, and throws what is wrong. */
async function run(check, context) {
  try {
    return { name: check.name, ok: true, reason: await CHECKS[check.kind](check, context) };
  } catch (error) {
    return { name: check.name, ok: false, reason: error.message };
  }
}

const [specificationPath, reportPath] = process.argv.slice(2);
const { checks, ...context } = JSON.parse(readFileSync(specificationPath, "utf8"));
const results = await Promise.all(checks.map((check) => run(check, context)));
const lines = results.map(({ name, ok, reason }) => `${ok ? "PASS" : "FAIL"}  ${name}: ${reason}\n`).join("");
writeFileSync(reportPath, lines);

const failed = results.filter((result) => !result.ok).length;
if (failed > 0) {
  process.stderr.write(`${lines}${failed} of ${results.length} artifact checks failed\n`);
  process.exitCode = 1;
}
