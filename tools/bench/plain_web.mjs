// The web app in a folder of its own, with the packages that Bazel made, as after `pnpm install`.
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { time } from "./measure.mjs";
import { NODE } from "./node.mjs";

export const WEB_SOURCE = "web/src/App.svelte";

// In the configuration whose outputs bazel-bin shows.
const PACKAGES = ["@sveltejs/vite-plugin-svelte", "@types/node", "superstruct", "svelte", "svelte-check", "typescript", "vite"];

/** Lets Bazel make npm packages; resolves their folder, which `bazel clean` does not empty. */
export function copyPackages(workspace, folder, names) {
  // Whole packages, also where a cache has them: the plain tools read them from the disk.
  workspace.bazel("build", "--config=development", "--remote_download_outputs=all", ...names.map((name) => `//:node_modules/${name}`));
  cpSync(join(workspace.root, "bazel-bin/node_modules"), join(folder, "node_modules"), { recursive: true, verbatimSymlinks: true });
}

/** {folder, change(mark), check(), bundle()}: the plain tools, which return milliseconds. */
export function plainWeb(workspace) {
  const folder = join(workspace.folder, "plain");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  cpSync(join(workspace.root, "web"), join(folder, "web"), { recursive: true });
  copyPackages(workspace, folder, PACKAGES);
  const original = workspace.read(WEB_SOURCE);
  const options = { cwd: join(folder, "web"), env: workspace.env };
  const script = (path) => join(folder, "node_modules", path);
  return {
    folder,
    change: (mark) => writeFileSync(join(folder, WEB_SOURCE), `${original}<!-- ${mark} -->\n`),
    clear: () => rmSync(join(folder, "web/dist"), { recursive: true, force: true }),
    check: () => time([NODE, script("svelte-check/bin/svelte-check"), "--fail-on-warnings", "--tsconfig", "tsconfig.app.json"], options),
    bundle: () => time([NODE, script("vite/bin/vite.js"), "build", "--mode", "development"], options),
  };
}
