// svelte_bundle, not checked, beside `vite build`: cold, one line of a component, nothing.
import { compareWeb } from "../web_rules.mjs";

export const svelteBundle = (workspace, rounds) =>
  compareWeb(workspace, rounds, {
    target: "//web:dist",
    flags: ["--norun_validations"],
    plain: { name: "vite build", run: (tools) => tools.bundle() },
    limits: { "one line": 1 },
  });
