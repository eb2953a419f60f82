// What it costs that Bazel records every build for tk: its events and its profile.
import { absoluteRow, interleave, row } from "../measure.mjs";
import { RECORDING } from "../workspace.mjs";

const SOURCE = "crates/tachikoma-native/src/lib.rs";

export function listening(workspace, rounds) {
  const whole = workspace.tkWholeCommandLine();
  const without = (pattern) => whole.filter((argument) => !pattern.test(argument));
  const lines = {
    plain: without(RECORDING),
    profile: without(/^--(?:no)?build_event/),
    events: without(/^--(?:no)?(?:profile|experimental_profile|slim_profile)/),
    both: whole,
  };
  const original = workspace.read(SOURCE);
  const idle = interleave(Object.fromEntries(Object.entries(lines).map(([name, line]) => [name, () => workspace.plainBazel(...line)])), rounds);
  const busy = interleave(
    Object.fromEntries(
      Object.entries(lines).map(([name, line]) => [
        `${name}`,
        (round) => {
          workspace.write(SOURCE, `${original}// ${name} ${round}\n`);
          return workspace.plainBazel(...line);
        },
      ]),
    ),
    rounds,
  );
  workspace.write(SOURCE, original);
  workspace.plainBazel(...lines.plain);
  const rows = (what, times) => [
    absoluteRow(`bazel build, ${what}`, times.plain),
    absoluteRow("  with a profile of all actions", times.profile, { plain: times.plain }),
    absoluteRow("  with the events of all actions", times.events, { plain: times.plain }),
    absoluteRow("  with both, as tk runs it", times.both, { plain: times.plain }),
  ];
  return [...rows("nothing to do", idle), ...rows("a line of Rust", busy), row("the line of Rust, recorded", busy.both, busy.plain, 1.03)];
}
