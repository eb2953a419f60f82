// One line of Svelte to the bundle: our rules beside svelte-check and vite, run by hand on the same files.
import { join } from "node:path";
import { interleave, median, row } from "../measure.mjs";
import { plainWeb, WEB_SOURCE } from "../plain_web.mjs";
import { split } from "../profile.mjs";

export function svelteChange(workspace, rounds) {
  workspace.bazel("build", "--config=development", "//web:dist");
  const web = plainWeb(workspace);
  const original = workspace.read(WEB_SOURCE);
  const profile = join(workspace.folder, "profile.json");
  const splits = [];

  const change = (round, who) => workspace.write(WEB_SOURCE, `${original}<!-- ${who} ${round} -->\n`);

  const times = interleave({
    plainBundle(round) {
      web.change(`bundle ${round}`);
      return web.bundle();
    },
    plainBoth(round) {
      web.change(`both ${round}`);
      return web.check() + web.bundle();
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
  workspace.write(WEB_SOURCE, original);

  const parts = Object.keys(splits[0]).map((part) => {
    const milliseconds = median(splits.map((one) => one[part]));
    return { name: `  of the last, in all its actions: ${part}`, median: milliseconds, min: milliseconds, max: milliseconds };
  });
  return [
    row("vite build", times.plainBundle),
    row("bazel build of the bundle, not checked", times.unchecked, times.plainBundle, 1),
    row("svelte-check, then vite build", times.plainBoth),
    row("bazel build of the bundle, checked", times.checked, times.plainBoth, 0.6),
    ...parts,
  ];
}
