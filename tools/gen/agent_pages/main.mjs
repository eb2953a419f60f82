// agents --folder FOLDER --out FOLDER FILES: AGENTS.md of the root (FOLDER is empty), with the files that lead other
// agents to it, or that of an area.
import { join } from "node:path";
import { readArguments, write } from "../arguments.mjs";
import { area } from "./area.mjs";
import { adapters } from "./adapters.mjs";
import { root } from "./root.mjs";

const LINES = 120;

const { values, files } = readArguments(["folder", "out"]);
const made = values.folder ? new Map([["AGENTS.md", area(files, values.folder)]]) : new Map([["AGENTS.md", root(files)], ...adapters()]);
for (const [path, text] of made) {
  const { length } = text.trimEnd().split("\n");
  if (length > LINES) throw new Error(`${join(values.folder, path)} would have ${length} lines, and agents read it whole: shorten what is written by hand there to ${LINES} in all`);
  write(join(values.out, path), text);
}
