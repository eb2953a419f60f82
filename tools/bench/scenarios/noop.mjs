// A build with nothing to do: raw bazel beside tk.
import { interleave, row } from "../measure.mjs";

export function noop(workspace, rounds) {
  const command = workspace.tkCommandLine();
  const times = interleave({ bazel: () => workspace.bazel(...command), tk: () => workspace.tk("build") }, rounds);
  return [row("bazel build, nothing to do", times.bazel), row("tk build, nothing to do", times.tk, times.bazel, 1.15)];
}
