/** Runs package.mjs in a stage like the one that electron_package makes. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Packages the demo app in another time zone; `change` gets the spec and the stage's folder before.
 * Returns the folder, the exit status and what was written to stderr.
 */
export function runPackage(change = () => {}, umask = "022") {
  const folder = mkdtempSync(join(process.cwd(), "stage-"));
  for (const name of ["asar", "package"]) cpSync(join("rules/electron/private", name), join(folder, ".electron", name), { recursive: true });
  for (const name of ["app.asar", "app.asar.unpacked"]) cpSync(join("rules/electron/tests", process.env.PLATFORM, name), join(folder, name), { dereference: true, recursive: true });
  mkdirSync(join(folder, "extra/data"), { recursive: true });
  for (const [from, to] of [["native.d.ts", "extra/data/native.d.ts"], ["tsconfig.json", "extra/tsconfig.json"], ["Info.json", "Info.json"], ["Info.plist", "Info.plist"]]) {
    cpSync(join("rules/electron/tests/app", from), join(folder, to));
  }
  mkdirSync(join(folder, "archive"));
  for (const name of readdirSync("archive")) cpSync(join("archive", name), join(folder, "archive", name), { dereference: true });
  const spec = JSON.parse(readFileSync("built/package.json", "utf8"));
  cpSync("icon", join(folder, spec.icon), { dereference: true });
  change(spec, folder);
  writeFileSync(join(folder, "spec.json"), JSON.stringify(spec));
  const command = [process.execPath, ".electron/package/package.mjs", "spec.json"];
  const { status, stderr } = spawnSync("/bin/sh", ["-c", `umask ${umask}; exec "$0" "$@"`, ...command], { cwd: folder, encoding: "utf8", env: { ...process.env, TZ: "Asia/Tokyo" } });
  return { folder, status, stderr };
}
