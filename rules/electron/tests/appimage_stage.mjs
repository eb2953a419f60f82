/** Runs appimage.mjs in a stage like the one that electron_appimage makes. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** Makes an AppImage with a program; `change` gets the spec and the folder before. */
export function makeAppImage(mksquashfs, change = () => {}, umask = "022") {
  const folder = mkdtempSync(join(process.cwd(), "appimage-"));
  for (const name of ["app.asar", "icon.png", "package.zip", "runtime"]) cpSync(name, join(folder, name), { dereference: true });
  const spec = JSON.parse(readFileSync("built.json", "utf8"));
  change(spec, folder);
  writeFileSync(join(folder, "appimage.json"), JSON.stringify(spec));
  const command = [process.execPath, resolve("rules/electron/private/appimage/appimage.mjs"), "appimage.json"];
  const { status, stderr } = spawnSync("/bin/sh", ["-c", `umask ${umask}; exec "$0" "$@"`, ...command], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, SOURCE_DATE_EPOCH: "1", TK_MKSQUASHFS: mksquashfs, TZ: "Asia/Tokyo" },
  });
  return { folder, label: spec.label, out: join(folder, spec.out), status, stderr };
}
