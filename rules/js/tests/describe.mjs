// Prints what a tool sees of its stage.
import { existsSync, lstatSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const stage = process.cwd().slice(0, -"/rules/js/tests".length);
const inStage = (name) => realpathSync(fileURLToPath(import.meta.resolve(name))).startsWith(stage + "/");
const kind = (path) => (lstatSync(path).isSymbolicLink() ? "link" : lstatSync(path).isFile() ? "file" : "directory");
const networkReached = await fetch("http://192.0.2.1/", { signal: AbortSignal.timeout(2000) }).then(
  () => true,
  (error) => error.name === "TimeoutError",
);

writeFileSync("written.txt", "beside the sources\n");
console.log(
  JSON.stringify(
    {
      arguments: process.argv.slice(2),
      given: process.env.GIVEN,
      stage,
      source: kind("describe.mjs"),
      placed: readFileSync("../elsewhere/placed.txt", "utf8").trim(),
      linked: kind("linked"),
      linkedPackageInStage: inStage("axe-core"),
      bundledPackageInStage: inStage("superstruct"),
      undeclaredFileSeen: existsSync("stage.test.mjs"),
      networkReached,
    },
    null,
    2,
  ),
);
