// One line of Rust to index.node: our rule beside plain cargo, both with debug settings.
import { cargoOf } from "../cargo.mjs";
import { interleave, row, time } from "../measure.mjs";

const SOURCE = "crates/tachikoma-native/src/lib.rs";

export function rustChange(workspace, rounds) {
  const { command, options } = cargoOf(workspace, ["tachikoma-native"]);
  const original = workspace.read(SOURCE);
  const change = (round, who) => workspace.write(SOURCE, `${original}// ${who} ${round}\n`);

  const times = interleave({
    cargo(round) {
      change(round, "cargo");
      return time(command, options);
    },
    bazel(round) {
      change(round, "bazel");
      return workspace.bazel("build", "--config=development", "//crates/tachikoma-native:native");
    },
  }, rounds);
  workspace.write(SOURCE, original);
  return [row("cargo build", times.cargo), row("bazel build of index.node", times.bazel, times.cargo, 2)];
}
