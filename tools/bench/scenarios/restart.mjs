// The first build after `bazel shutdown`, with nothing to do: where the server's start goes.
import { row } from "../measure.mjs";

const ROUNDS = 3;

export function restart(workspace) {
  workspace.tk("build", "--production");
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    workspace.bazel("shutdown");
    times.push(workspace.tk("build", "--production"));
  }
  return [row("tk build --production after shutdown, nothing to do", times)];
}
