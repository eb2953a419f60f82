// A native module is for the platform and, where it can, loads in Node and answers a call. {path, call}
import { resolve } from "node:path";
import { askProgram } from "./answer.mjs";
import { requireFormat } from "./format.mjs";

// In a process of its own: a module that crashes must not take the report with it.
const PROGRAM = `
const [path, call] = process.argv.slice(1);
const native = require(path);
if (typeof native[call] !== "function") throw new Error("it does not export the function " + call + ", only " + Object.keys(native).join(", "));
process.stdout.write(JSON.stringify(native[call]() ?? null));
`;

export async function checkNativeModule({ path, call }, { platform, runnable }) {
  const format = requireFormat(path, platform);
  if (!runnable) return `${format}; not loaded, because this machine cannot load it`;

  const run = await askProgram(process.execPath, ["-e", PROGRAM, resolve(path), call]);
  if (run.status !== 0) {
    const said = run.stderr.split("\n").find((line) => /Error/.test(line)) ?? run.stderr.trim();
    throw new Error(`calling ${call}() failed: ${said || run.signal}`);
  }
  return `${format}, loads in Node, ${call}() answers ${run.stdout}`;
}
