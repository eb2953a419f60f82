/** Runs nsis.mjs in a stage like the one that electron_nsis makes. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** What electron_nsis tells its script: "assisted" or "one_click". */
export const specOf = (kind) => JSON.parse(readFileSync(`${kind}.json`, "utf8"));

/** Makes an installer with a program; `change` gets the spec and the folder before. */
export function makeInstaller(makensis, kind, change = () => {}, umask = "022") {
  const folder = mkdtempSync(join(process.cwd(), "nsis-"));
  for (const name of ["app.asar", "package.zip", "icon.ico"]) cpSync(name, join(folder, name), { dereference: true });
  cpSync("rules/electron/tests/app/installer.nsh", join(folder, "include.nsh"), { dereference: true });
  cpSync("rules/electron/tests/app/license.txt", join(folder, "license.txt"), { dereference: true });
  const spec = specOf(kind);
  change(spec, folder);
  writeFileSync(join(folder, "nsis.json"), JSON.stringify(spec));
  const command = [process.execPath, resolve("rules/electron/private/nsis/nsis.mjs"), "nsis.json"];
  const { status, stderr } = spawnSync("/bin/sh", ["-c", `umask ${umask}; exec "$0" "$@"`, ...command], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, TK_MAKENSIS: makensis, TZ: "Asia/Tokyo" },
  });
  return { folder, out: join(folder, spec.out), status, stderr };
}
