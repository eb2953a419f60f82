// A program is for the platform that was asked for and, where it can run here, answers. {path, arguments, answer}
import { resolve } from "node:path";
import { askProgram } from "./answer.mjs";
import { requireFormat } from "./format.mjs";

export async function checkExecutable({ path, arguments: args, answer }, { platform, runnable }) {
  const format = requireFormat(path, platform);
  if (!runnable) return `${format}; not run, because this machine cannot run it`;

  const run = await askProgram(resolve(path), args);
  if (run.status !== 0) throw new Error(`${args.join(" ")} exited with ${run.status ?? run.signal}: ${run.stderr.trim()}`);
  if (!new RegExp(answer).test(run.stdout)) {
    throw new Error(`${args.join(" ")} printed ${JSON.stringify(run.stdout.trim())}, which does not match ${answer}`);
  }
  return `${format}, ${args.join(" ")} answers ${run.stdout.trim()}`;
}
