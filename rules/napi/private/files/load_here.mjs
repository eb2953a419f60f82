// Loads the packages as Node.js will find them once they are installed, where one of them is for this machine.
import { cpSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { askProgram } from "./answer.mjs";

const INSTALLED = "installed/node_modules";

// In a process of its own: a module that crashes must not take the report with it.
const PROGRAM = `
import(process.argv[1]).then((found) => {
  const names = Object.keys(found).filter((name) => !/^(?:default|module\\.exports|__napi.*)$/.test(name));
  const missing = names.filter((name) => found[name] === undefined);
  if (names.length === 0) throw new Error("it exports nothing");
  if (missing.length > 0) throw new Error("the module does not have " + missing.join(", "));
  process.stdout.write(names.length + " exports");
}).catch((error) => { process.stderr.write(String(error.message)); process.exitCode = 1; });
`;

/** Whether this machine's Node.js runs what is for a target. */
export function isForThisMachine({ platform, arch, abi }) {
  if (platform !== process.platform || arch !== process.arch) return false;
  if (platform !== "linux") return true;
  const glibc = process.report.getReport().header.glibcVersionRuntime !== undefined;
  return glibc === !abi?.startsWith("musl");
}

/** Returns a line of the report; throws where loading fails. */
export async function loadHere({ label, out, js, name, packageName, targets }) {
  const target = targets.find(isForThisMachine);
  if (!target) return `SKIP  ${name}: not loaded, because no package is for ${process.platform}-${process.arch}, which this machine is\n`;
  const install = (from, to) => {
    mkdirSync(join(INSTALLED, to), { recursive: true });
    cpSync(join(out, from), join(INSTALLED, to), { recursive: true });
  };
  install("main", name);
  install(`npm/${target.platformArchABI}`, `${packageName}-${target.platformArchABI}`);
  const loader = pathToFileURL(resolve(INSTALLED, name, js)).href;
  const run = await askProgram(process.execPath, ["-e", PROGRAM, loader]);
  if (run.status !== 0) throw new Error(`${label}: ${js} of the installed packages fails to load: ${run.stderr.trim() || run.signal}`);
  return `PASS  ${name}: loads ${packageName}-${target.platformArchABI}, ${run.stdout}\n`;
}
