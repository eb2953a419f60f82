// The build's time compared with the plain tools', as ratios measured in one run.
//
//   ./tk bazel run //tools/bench -- [--rounds N] [SCENARIO...]
//
// Works in a fresh clone of HEAD in a temporary folder and leaves the checkout alone. Prints a table to
// standard output; progress goes to standard error. Exit status: 0 measured, 1 a command failed, 64 usage.
import { parseArgs } from "node:util";
import { formatRows } from "./measure.mjs";
import { openWorkspace } from "./workspace.mjs";
import { bep } from "./scenarios/bep.mjs";
import { cargoRules } from "./scenarios/cargo_rules.mjs";
import { electron } from "./scenarios/electron.mjs";
import { eventToScreen } from "./scenarios/event_to_screen.mjs";
import { listening } from "./scenarios/listening.mjs";
import { napi } from "./scenarios/napi.mjs";
import { noop } from "./scenarios/noop.mjs";
import { recording } from "./scenarios/recording.mjs";
import { restart } from "./scenarios/restart.mjs";
import { rustChange } from "./scenarios/rust_change.mjs";
import { rustEdit } from "./scenarios/rust_edit.mjs";
import { service } from "./scenarios/service.mjs";
import { svelteBundle } from "./scenarios/svelte_bundle.mjs";
import { svelteChange } from "./scenarios/svelte_change.mjs";
import { svelteCheck } from "./scenarios/svelte_check.mjs";

const SCENARIOS = {
  bep,
  "cargo-rules": cargoRules,
  electron,
  "event-to-screen": eventToScreen,
  listening,
  napi,
  noop,
  recording,
  restart,
  "rust-change": rustChange,
  "rust-edit": rustEdit,
  ...service,
  "svelte-bundle": svelteBundle,
  "svelte-change": svelteChange,
  "svelte-check": svelteCheck,
};
const DEFAULT_ROUNDS = 11;

function usage(problem) {
  console.error(`bench: ${problem}\nUsage: ./tk bazel run //tools/bench -- [--rounds N] [${Object.keys(SCENARIOS).join("|")}...]`);
  process.exit(64);
}

function parse() {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { rounds: { type: "string", default: `${DEFAULT_ROUNDS}` } } });
    const rounds = Number(values.rounds);
    if (!Number.isInteger(rounds) || rounds < 1) usage(`--rounds takes a whole number from 1, not ${values.rounds}`);
    const unknown = positionals.find((name) => !(name in SCENARIOS));
    if (unknown) usage(`unknown scenario ${unknown}`);
    return { rounds, names: positionals.length ? positionals : Object.keys(SCENARIOS) };
  } catch (error) {
    return usage(error.message);
  }
}

const { rounds, names } = parse();
const workspace = openWorkspace(process.env.BUILD_WORKSPACE_DIRECTORY ?? process.cwd());
try {
  for (const name of names) {
    console.error(`bench: ${name}`);
    process.stdout.write(formatRows(name, await SCENARIOS[name](workspace, rounds)));
  }
} catch (error) {
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
} finally {
  workspace.close();
}
