// An app's archive beside the plain tools: tsc, esbuild for main process and preload script, @electron/asar. Ours has
// the page and the native module, which are there, as well. @electron/packager, and electron_package, which uses it,
// need Electron's archive, which not everybody can get.
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { time } from "../measure.mjs";
import { NODE } from "../node.mjs";
import { copyPackages } from "../plain_web.mjs";
import { bazelSide, threeStates } from "../three_states.mjs";

const SOURCE = "electron/src/main.ts";
const PACKAGES = ["@electron/asar", "@types/node", "electron", "esbuild", "playwright-core", "typescript"];

/** What the app consists of beside its own scripts, as the rules have made it. */
const PARTS = { "web/dist": "dist/renderer", "crates/tachikoma-native/pkg": "node_modules/@tachikoma/native" };

function plainApp(workspace) {
  const folder = join(workspace.folder, "plain-electron");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const part of ["electron", "crates/tachikoma-native", "web/src"]) cpSync(join(workspace.root, part), join(folder, part), { recursive: true });
  copyPackages(workspace, folder, PACKAGES);
  workspace.bazel("build", "--config=development", "--remote_download_outputs=all", "//web:dist", "//crates/tachikoma-native:pkg");
  for (const [from, to] of Object.entries(PARTS)) {
    cpSync(join(workspace.root, "bazel-bin", from), join(folder, "app", to), { recursive: true, dereference: true });
  }
  cpSync(join(folder, "electron/package.json"), join(folder, "app/package.json"));
  return folder;
}

export function electron(workspace, rounds) {
  const folder = plainApp(workspace);
  const original = workspace.read(SOURCE);
  const cwd = join(folder, "electron");
  const modules = join(folder, "node_modules");
  const step = (...words) => time(words, { cwd, env: workspace.env });
  const esbuild = (name, out, format) =>
    step(join(modules, "esbuild/bin/esbuild"), `src/${name}.ts`, "--bundle", "--platform=node", `--format=${format}`, "--sourcemap", "--log-level=warning", "--external:electron", "--external:@tachikoma/native", `--outfile=../app/dist/${out}`);
  const plain = {
    name: "tsc, esbuild twice, asar pack",
    clear: () => rmSync(join(folder, "app.asar"), { force: true }),
    change: (round) => writeFileSync(join(folder, SOURCE), `${original}// plain ${round}\n`),
    run: () =>
      step(NODE, join(modules, "typescript/bin/tsc"), "--noEmit", "-p", "tsconfig.json") +
      esbuild("main", "main/index.js", "esm") +
      esbuild("preload", "preload/index.cjs", "cjs") +
      step(NODE, join(modules, "@electron/asar/bin/asar.mjs"), "pack", "../app", "../app.asar", "--unpack", "*.node"),
  };
  const change = (round) => workspace.write(SOURCE, `${original}// ours ${round}\n`);
  const ours = bazelSide(workspace, "bazel build //electron:asar", ["//electron:asar"], change);
  // What a cold build of ours also makes, and the plain tools find.
  ours.clear = () => {
    workspace.bazel("clean");
    workspace.bazel("build", "--config=development", "//web:dist", "//crates/tachikoma-native:pkg");
  };
  const rows = threeStates(workspace, rounds, [ours, plain]);
  workspace.write(SOURCE, original);
  return rows;
}
