// A gigabyte of build events decoded into the model of a summary, beside the framing alone. Other work on the machine
// stretches the clock's time and hardly the processor's, so that both are told.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { interleave, median, row } from "../measure.mjs";

const PROGRAM = "crates/bep/measure_decoding";
const RECORDING = "crates/bep/testdata/bulk.bep";
const MEGABYTES = 1000;

export function bep(workspace, rounds) {
  const run = (command, ...args) => execFileSync(command, args, { cwd: workspace.root, env: workspace.env, encoding: "utf8" });
  const tk = join(workspace.root, "tk");
  run(tk, "bazel", "build", "-c", "opt", `//${PROGRAM.replace(/\/([^/]+)$/, ":$1")}`);
  const program = join(run(tk, "bazel", "info", "-c", "opt", "bazel-bin").trim(), PROGRAM);
  const stream = join(workspace.folder, "large.bep");
  run(program, "generate", RECORDING, `${MEGABYTES}`, stream);

  const kib = {};
  const processor = {};
  const measure = (how) => () => {
    const measured = JSON.parse(run(program, how, stream));
    kib[how] = Math.max(kib[how] ?? 0, measured.kib);
    (processor[how] ??= []).push(measured.cpuMs);
    return measured.ms;
  };
  const times = interleave({ framing: measure("framing"), summary: measure("summary"), model: measure("model") }, rounds);
  const speed = (milliseconds) => Math.round((MEGABYTES * 1000) / median(milliseconds));
  const note = (how) => `${speed(times[how])} MB/s (${speed(processor[how])} of the processor's), ${Math.round(kib[how] / 1024)} MiB`;
  return [
    { ...row("1 GB of build events, framing alone", times.framing), note: note("framing") },
    { ...row("into the model of a summary", times.summary, times.framing), note: `${note("summary")}; aim: 2000 MB/s of the processor's, 32 MiB` },
    { ...row("with the names of all files", times.model, times.framing), note: note("model") },
  ];
}
