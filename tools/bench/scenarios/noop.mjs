// A build with nothing to do: raw bazel, tk that asks it, tk that need not; other build tools on a comparable
// repository; cargo. All in turn, in one run.
import { absoluteRow, interleave, time } from "../measure.mjs";
import { cargoOf } from "../cargo.mjs";
import { install, stop } from "../other_tools.mjs";

/** How often `tk build` may ask Bazel until it knows that there is nothing to do. */
const PATIENCE = 5;

function settle(workspace) {
  for (let round = 0; round < PATIENCE; round += 1) {
    if (workspace.tkSays("build").includes("unchanged since")) return;
  }
  throw new Error(`tk build asks Bazel every time: ${workspace.tkSays("build", "--verbose")}`);
}

export function noop(workspace, rounds) {
  const command = workspace.tkCommandLine();
  const cargo = cargoOf(workspace, ["tachikoma", "tk"]);
  const others = install(workspace);
  settle(workspace);
  time(cargo.command, cargo.options);
  const measures = {
    bazel: () => workspace.plainBazel(...command),
    asking: () => workspace.tk("build", "--no-fast"),
    fast: () => workspace.tk("build"),
    launcher: () => workspace.tk("--help"),
    cargo: () => time(cargo.command, cargo.options),
  };
  for (const { label, command: words, options } of others.commands) measures[label] = () => time(words, options);
  try {
    const times = interleave(measures, rounds);
    if (!workspace.tkSays("build").includes("unchanged since")) throw new Error("tk build asked Bazel meanwhile");
    return [
      absoluteRow("bazel build, nothing to do", times.bazel),
      absoluteRow("tk build --no-fast, which asks Bazel", times.asking, { plain: times.bazel, aim: 20 }),
      absoluteRow("tk build, which proves it", times.fast, { aim: 40 }),
      absoluteRow("  of it, the launcher and the start (tk --help)", times.launcher),
      absoluteRow("cargo build", times.cargo),
      ...others.commands.map(({ label }) => absoluteRow(label, times[label])),
      ...others.missing.map(({ name, why }) => ({ name, missing: true, note: `not available here: ${why}` })),
    ];
  } finally {
    stop(others);
  }
}
