// Writes what it was given: to a file if OUTPUT is among the arguments, to standard output always.
import { writeFileSync } from "node:fs";
import { basename } from "node:path";

const seen = {
  arguments: process.argv.slice(2),
  directory: basename(process.cwd()),
  greeting: process.env.GREETING,
  options: process.execArgv,
};
console.log(JSON.stringify(seen));
const output = process.argv.find((argument) => argument.endsWith(".json"));
if (output) writeFileSync(output, JSON.stringify(seen));
