/** Runs package.mjs in a stage like the one that electron_package makes. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Packages the demo app; `change` gets the spec and the stage's folder before.
 * Returns the folder, the exit status and what was written to stderr.
 */
export function runPackage(change = () => {}) {
  const folder = mkdtempSync(join(process.cwd(), "stage-"));
  for (const name of ["asar", "package"]) cpSync(join("rules/electron/private", name), join(folder, ".electron", name), { recursive: true });
  for (const name of ["app.asar", "app.asar.unpacked"]) cpSync(join("rules/electron/tests", process.env.PLATFORM, name), join(folder, name), { dereference: true, recursive: true });
  mkdirSync(join(folder, "extra/data"), { recursive: true });
  for (const [from, to] of [["native.d.ts", "extra/data/native.d.ts"], ["tsconfig.json", "extra/tsconfig.json"], ["Info.json", "Info.json"]]) {
    cpSync(join("rules/electron/tests/app", from), join(folder, to));
  }
  mkdirSync(join(folder, "archive"));
  for (const name of readdirSync("archive")) cpSync(join("archive", name), join(folder, "archive", name), { dereference: true });
  const spec = JSON.parse(readFileSync("built/package.json", "utf8"));
  change(spec, folder);
  writeFileSync(join(folder, "spec.json"), JSON.stringify(spec));
  const { status, stderr } = spawnSync(process.execPath, [".electron/package/package.mjs", "spec.json"], { cwd: folder, encoding: "utf8" });
  return { folder, status, stderr };
}
