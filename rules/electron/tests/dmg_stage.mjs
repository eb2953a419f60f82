/** Runs dmg.mjs in a stage like the one that electron_dmg makes. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** Makes an image with a program; `change` gets the spec and the folder before. */
export function makeImage(xorriso, change = () => {}, umask = "022", zone = "UTC") {
  const folder = mkdtempSync(join(process.cwd(), "dmg-"));
  for (const name of ["app.asar", "package.zip"]) cpSync(name, join(folder, name), { dereference: true });
  const spec = JSON.parse(readFileSync("built.json", "utf8"));
  change(spec, folder);
  writeFileSync(join(folder, "dmg.json"), JSON.stringify(spec));
  const command = [process.execPath, resolve("rules/electron/private/dmg/dmg.mjs"), "dmg.json"];
  const { status, stderr } = spawnSync("/bin/sh", ["-c", `umask ${umask}; exec "$0" "$@"`, ...command], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, TK_XORRISO: xorriso, TZ: zone },
  });
  return { folder, label: spec.label, out: join(folder, spec.out), status, stderr };
}
