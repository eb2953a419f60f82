// One line of Svelte to the bundle: our rules beside svelte-check and vite, run by hand on the same files.
import { join } from "node:path";
import { alternate, median, row } from "../measure.mjs";
import { plainWeb, WEB_SOURCE } from "../plain_web.mjs";
import { processorClock } from "../processor.mjs";
import { split } from "../profile.mjs";

export function svelteChange(workspace, rounds) {
  workspace.bazel("build", "--config=development", "//web:dist");
  const web = plainWeb(workspace);
  const original = workspace.read(WEB_SOURCE);
  const profile = join(workspace.folder, "profile.json");
  const splits = [];

  const change = (round, who) => workspace.write(WEB_SOURCE, `${original}<!-- ${who} ${round} -->\n`);

  const measures = {
    plainBundle: {
      before: (round) => web.change(`bundle ${round}`),
      run: () => web.bundle(),
    },
    plainBoth: {
      before: (round) => web.change(`both ${round}`),
      run: () => web.check() + web.bundle(),
    },
    unchecked: {
      before: (round) => change(round, "unchecked"),
      run: () => workspace.bazel("build", "--config=development", "--norun_validations", "//web:dist"),
    },
    checked: {
      before: (round) => change(round, "checked"),
      run() {
        const milliseconds = workspace.bazel("build", "--config=development", `--profile=${profile}`, "//web:dist");
        splits.push(split(profile));
        return milliseconds;
      },
    },
  };
  const { times, processor } = alternate(measures, rounds, processorClock(workspace.serverPid()));
  workspace.write(WEB_SOURCE, original);

  const parts = Object.keys(splits[0]).map((part) => {
    const milliseconds = median(splits.slice(1).map((one) => one[part]));
    return { name: `  of the last, in all its actions: ${part}`, median: milliseconds, min: milliseconds, max: milliseconds };
  });
  const measured = (name, key, plain, limit) => ({
    ...row(name, times[key], times[plain], limit),
    processor: processor[key],
    plainProcessor: processor[plain],
  });
  return [
    measured("vite build", "plainBundle"),
    measured("bazel build of the bundle, not checked", "unchecked", "plainBundle", 1),
    measured("svelte-check, then vite build", "plainBoth"),
    measured("bazel build of the bundle, checked", "checked", "plainBoth", 0.6),
    ...parts,
  ];
}
