// One line of Svelte to the bundle: our rules beside svelte-check and vite, run by hand on the same files.
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { interleave, median, row, time } from "../measure.mjs";
import { NODE } from "../node.mjs";
import { split } from "../profile.mjs";

const SOURCE = "web/src/App.svelte";

// What the plain tools need, in the configuration whose outputs bazel-bin shows.
const PACKAGES = ["@sveltejs/vite-plugin-svelte", "@types/node", "superstruct", "svelte", "svelte-check", "typescript", "vite"];

/** The web app in a folder of its own with the packages that Bazel made, as after `pnpm install`. */
function plainFolder(workspace) {
  const folder = join(workspace.folder, "plain");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  cpSync(join(workspace.root, "web"), join(folder, "web"), { recursive: true });
  symlinkSync(join(workspace.root, "bazel-bin", "node_modules"), join(folder, "node_modules"));
  return folder;
}

export function svelteChange(workspace, rounds) {
  const packages = PACKAGES.map((name) => `//:node_modules/${name}`);
  // Whole packages, also where a cache has them: the plain tools read them from the disk.
  workspace.bazel("build", "--config=development", "--remote_download_outputs=all", "//web:dist", ...packages);
  const folder = plainFolder(workspace);
  const options = { cwd: join(folder, "web"), env: workspace.env };
  const original = workspace.read(SOURCE);
  const profile = join(workspace.folder, "profile.json");
  const splits = [];

  const change = (round, who) => {
    const content = `${original}<!-- ${who} ${round} -->\n`;
    if (who.startsWith("plain")) writeFileSync(join(folder, SOURCE), content);
    else workspace.write(SOURCE, content);
  };
  const plain = (...scripts) => scripts.reduce((sum, script) => sum + time([NODE, ...script], options), 0);
  const check = [join(folder, "node_modules/svelte-check/bin/svelte-check"), "--fail-on-warnings", "--tsconfig", "tsconfig.app.json"];
  const bundle = [join(folder, "node_modules/vite/bin/vite.js"), "build", "--mode", "development"];

  const times = interleave({
    plainBundle(round) {
      change(round, "plain bundle");
      return plain(bundle);
    },
    plainBoth(round) {
      change(round, "plain both");
      return plain(check, bundle);
    },
    unchecked(round) {
      change(round, "unchecked");
      return workspace.bazel("build", "--config=development", "--norun_validations", "//web:dist");
    },
    checked(round) {
      change(round, "checked");
      const milliseconds = workspace.bazel("build", "--config=development", `--profile=${profile}`, "//web:dist");
      if (round > 0) splits.push(split(profile));
      return milliseconds;
    },
  }, rounds);
  workspace.write(SOURCE, original);

  const parts = Object.keys(splits[0]).map((part) => {
    const milliseconds = median(splits.map((one) => one[part]));
    return { name: `  of the last, in all its actions: ${part}`, median: milliseconds, min: milliseconds, max: milliseconds };
  });
  return [
    row("vite build", times.plainBundle),
    row("bazel build of the bundle, not checked", times.unchecked, times.plainBundle, 2.5),
    row("svelte-check, then vite build", times.plainBoth),
    row("bazel build of the bundle, checked", times.checked, times.plainBoth, 1.5),
    ...parts,
  ];
}
