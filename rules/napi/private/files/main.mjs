// node main.mjs SPECIFICATION: writes the files or the packages of a native module, as the specification's `write` says.
import { readFileSync } from "node:fs";

const WRITES = {
  files: async (specification) => (await import("./write_files.mjs")).writeFiles(specification),
  packages: async (specification) => (await import("./write_packages.mjs")).writePackages(specification),
};

try {
  const { write, ...specification } = JSON.parse(readFileSync(process.argv[2], "utf8"));
  await WRITES[write](specification);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
