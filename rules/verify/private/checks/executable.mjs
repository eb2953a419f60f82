// A program is for the platform that was asked for and, where it can run here, answers. {path, arguments, answer}
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { requireFormat } from "./format.mjs";

const TIMEOUT_MS = 30_000;

export function checkExecutable({ path, arguments: args, answer }, { platform, runnable }) {
  const format = requireFormat(path, platform);
  if (!runnable) return `${format}; not run, because this machine cannot run it`;

  const run = spawnSync(resolve(path), args, { encoding: "utf8", timeout: TIMEOUT_MS });
  if (run.error) throw new Error(`it does not start: ${run.error.message}`);
  if (run.status !== 0) throw new Error(`${args.join(" ")} exited with ${run.status ?? run.signal}: ${run.stderr.trim()}`);
  if (!new RegExp(answer).test(run.stdout)) {
    throw new Error(`${args.join(" ")} printed ${JSON.stringify(run.stdout.trim())}, which does not match ${answer}`);
  }
  return `${format}, ${args.join(" ")} answers ${run.stdout.trim()}`;
}
