// A native module beside @napi-rs/cli, which calls cargo: module, declarations and loader.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cargoOf } from "../cargo.mjs";
import { time } from "../measure.mjs";
import { NODE } from "../node.mjs";
import { bazelSide, threeStates } from "../three_states.mjs";

const CLI = "@napi-rs/cli@3.10.12";
const CRATE = "crates/tachikoma-native";
const SOURCE = `${CRATE}/src/lib.rs`;

/** Installs the command from the npm registry that the user has configured; null where that cannot be had, and why. */
function install(workspace) {
  const folder = join(workspace.folder, "napi-cli");
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), "{}");
  try {
    execFileSync("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", CLI], { cwd: folder, env: workspace.env, stdio: "pipe" });
    return { program: join(folder, "node_modules/@napi-rs/cli/dist/cli.js") };
  } catch (error) {
    return { why: `${error.stderr || error.message}`.trim().split("\n")[0] };
  }
}

function napiSide(workspace, program, change) {
  const { command, options } = cargoOf(workspace, ["tachikoma-native"]);
  const out = join(workspace.folder, "napi-out");
  const env = { ...options.env, CARGO: command[0], PATH: `${dirname(command[0])}:${workspace.env.PATH}` };
  const words = [NODE, program, "build", "--output-dir", out, "--target-dir", env.CARGO_TARGET_DIR, "--", "--locked"];
  return {
    name: "napi build",
    change,
    clear: () => [env.CARGO_TARGET_DIR, out].forEach((path) => rmSync(path, { recursive: true, force: true })),
    run: () => time(words, { cwd: join(workspace.root, CRATE), env }),
  };
}

export function napi(workspace, rounds) {
  const { program, why } = install(workspace);
  if (!program) return [{ name: "napi build", missing: true, note: `not available here: ${why}` }];
  const original = workspace.read(SOURCE);
  const change = (who) => (round) => workspace.write(SOURCE, `${original}// ${who} ${round}\n`);
  const ours = bazelSide(workspace, `bazel build //${CRATE}:pkg`, [`//${CRATE}:pkg`], change("bazel"));
  const rows = threeStates(workspace, rounds, [ours, napiSide(workspace, program, change("napi"))]);
  workspace.write(SOURCE, original);
  return rows;
}
