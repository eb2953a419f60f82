// The build service: claims, requests, events, a long queue, and what it costs idle, each beside what the machine can do
// at most. Everything is measured once, on SQLite and on a PostgreSQL that crates/service-bench starts.
import { execFileSync } from "node:child_process";
import { join } from "node:path";

const PROGRAMS = ["//crates/service-bench", "//crates/tachikoma-serve"];

/** A scenario of what one word of the program measures. */
function measuring(word) {
  return (workspace) => {
    const run = (command, args, env) => execFileSync(command, args, { cwd: workspace.root, env: { ...workspace.env, ...env }, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
    const tk = join(workspace.root, "tk");
    run(tk, ["bazel", "build", "-c", "opt", ...PROGRAMS]);
    const bin = run(tk, ["bazel", "info", "-c", "opt", "bazel-bin"]).trim();
    const [bench, serve] = PROGRAMS.map((label) => join(bin, label.slice(2), label.split("/").at(-1)));
    const postgres = run(join(workspace.root, "tools/ci/postgres"), []).trim();
    return JSON.parse(run(bench, [serve, word], { TK_POSTGRES_BIN: postgres }));
  };
}

export const service = {
  "service-claims": measuring("claims"),
  "service-enqueue": measuring("enqueue"),
  "service-events": measuring("events"),
  "service-queue": measuring("queue"),
  "service-idle": measuring("idle"),
};
