/** Runs asar.mjs in a stage like the one that electron_asar makes. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const script = resolve("rules/electron/private/asar/asar.mjs");
const spec = {
  app: "app",
  bundles: "bundles",
  facts: "facts.json",
  label: "//demo:asar",
  out: "app.asar",
  packageJson: "package.source.json",
  packages: [{ attribute: "native", folder: "packages/0", name: "" }],
  renderer: "renderer",
  rendererDir: "",
  unpack: [],
};

/** Packs the demo app; `alter` changes the stage before, `changes` the spec. */
export function pack(alter = () => {}, changes = {}) {
  const folder = mkdtempSync(join(process.cwd(), "stage-"));
  cpSync("rules/electron/tests/app/package.json", join(folder, "package.source.json"));
  for (const [from, to] of [["rules/electron/tests/dist", "bundles"], ["facts.json", "facts.json"], ["renderer", "renderer"], ["native", "packages/0"]]) {
    cpSync(from, join(folder, to), { dereference: true, recursive: true });
  }
  writeFileSync(join(folder, "spec.json"), JSON.stringify({ ...spec, ...changes }));
  alter(folder);
  const { status, stderr } = spawnSync(process.execPath, [script, "spec.json"], { cwd: folder, encoding: "utf8" });
  return { folder, asar: join(folder, "app.asar"), status, stderr };
}
