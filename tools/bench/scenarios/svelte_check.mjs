// svelte_check beside svelte-check: cold, one line of a component, nothing.
import { compareWeb } from "../web_rules.mjs";

export const svelteCheck = (workspace, rounds) =>
  compareWeb(workspace, rounds, { target: "//web:check", plain: { name: "svelte-check", run: (tools) => tools.check() } });
