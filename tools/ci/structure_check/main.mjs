// See tools/ci/structure.
import { execFileSync } from "node:child_process";
import { inspect } from "./inspect.mjs";
import { ALLOWED, LAYERS } from "./limits.mjs";
import { format, sortOut } from "./report.mjs";
import { readManifests, readSources } from "./sources.mjs";

function main(args) {
  const unknown = args.find((arg) => arg !== "--check") ?? args[1];
  if (unknown) {
    console.error(`structure: unknown argument ${unknown}\nusage: tools/ci/structure [--check]`);
    return 64;
  }
  const root = process.env.BUILD_WORKSPACE_DIRECTORY ?? process.cwd();
  const files = trackedFiles(root);
  const sorted = sortOut(inspect(readSources(root, files), readManifests(root, files), LAYERS), ALLOWED);
  console.log(format(sorted));
  const count = sorted.open.length + sorted.stale.length;
  return args.includes("--check") && count > 0 ? 1 : 0;
}

// What git tracks, and new files that it does not ignore.
function trackedFiles(root) {
  const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  return execFileSync("git", list, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 }).split("\0").filter(Boolean);
}

process.exitCode = main(process.argv.slice(2));
