// The rules for Cargo workspaces beside cargo: a program, cold, one line of a crate that it needs, nothing. Plain Bazel:
// the state that `tk` keeps is measured by rust-edit.
import { rmSync } from "node:fs";
import { cargoOf } from "../cargo.mjs";
import { time } from "../measure.mjs";
import { bazelSide, threeStates } from "../three_states.mjs";

const SOURCE = "crates/bep/src/lib.rs";

export function cargoRules(workspace, rounds) {
  const { command, options } = cargoOf(workspace, ["tachikoma"]);
  const original = workspace.read(SOURCE);
  const change = (who) => (round) => workspace.write(SOURCE, `${original}// ${who} ${round}\n`);
  const cargo = {
    name: "cargo build",
    change: change("cargo"),
    clear: () => rmSync(options.env.CARGO_TARGET_DIR, { recursive: true, force: true }),
    run: () => time(command, options),
  };
  const ours = bazelSide(workspace, "bazel build //crates/tachikoma", ["//crates/tachikoma"], change("bazel"));
  const rows = threeStates(workspace, rounds, [ours, cargo]);
  workspace.write(SOURCE, original);
  return rows;
}
