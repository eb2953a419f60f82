// A stand-in for Bazel: writes events of tests that end and of actions that fail, amid those of other actions and a
// flood of output, and notes when each was written.
//
//   STAMPS=FILE SECONDS=N node stand_in.mjs test --build_event_binary_file=FILE ...
import { openSync, writeFileSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { action, failedAction, test } from "./build_events.mjs";

/** What the model holds before the measured events come: as in a large build. */
const ACTIONS_BEFORE = 20_000;

const flag = "--build_event_binary_file=";
const path = process.argv.find((argument) => argument.startsWith(flag)).slice(flag.length);
const file = openSync(path, "a");
const stamps = {};
const random = (from, to) => from + Math.random() * (to - from);
let actions = 0;
const others = (count) => Buffer.concat(Array.from({ length: count }, () => action(`//lib/p${actions % 500}:lib`, `bazel-out/k8/bin/lib/${actions++}.o`, "CppCompile")));

writeSync(file, others(ACTIONS_BEFORE));
await sleep(1_000);

const end = Date.now() + Number(process.env.SECONDS) * 1000;
// Bazel's display comes all the time: reading it must not keep events waiting.
const flood = setInterval(() => process.stderr.write(`\r[${actions} / 99,999] 1 action running\n    Compiling lib/${actions}.cc; 1s linux-sandbox\n`), 5);
for (let at = 0; Date.now() < end; at += 1) {
  await sleep(random(5, 60));
  writeSync(file, others(Math.floor(random(0, 40))));
  const fails = at % 25 === 24;
  const label = `//t:${fails ? "action" : "test"}_${at}`;
  writeSync(file, fails ? failedAction(label, `bazel-out/k8/bin/t/${at}`, "Stamped", `${label} failed`) : test(label));
  stamps[label] = String(process.hrtime.bigint());
}
clearInterval(flood);
await sleep(1_000);
writeFileSync(process.env.STAMPS, JSON.stringify(stamps));
process.exitCode = 3;
