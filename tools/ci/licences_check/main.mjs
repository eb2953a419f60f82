// See tools/ci/licences.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { check, elsewhere } from "./check.mjs";
import * as limits from "./limits.mjs";
import { cratesOfLock, packagesOfLock } from "./locks.mjs";
import { PLANTS, missedPlants } from "./plants.mjs";
import { licencesBelow } from "./sources.mjs";

const root = process.env.BUILD_WORKSPACE_DIRECTORY ?? process.cwd();
const { values } = parseArgs({ options: { external: { type: "string" }, plant: { type: "boolean", default: false } } });
const read = (name) => readFileSync(join(root, name), "utf8");

const crates = cratesOfLock(read("Cargo.lock"));
const packages = [...crates, ...packagesOfLock(read("pnpm-lock.yaml"))];
const licences = licencesBelow(values.external, crates);
const problems = check(packages, licences, limits);
for (const problem of problems) console.error(`licences: ${problem}`);
if (problems.length === 0) {
  const others = elsewhere(packages, licences).length;
  console.error(`licences: ${packages.length - others} packages have licences that are allowed; ${others} are for other platforms`);
}

const missed = values.plant && problems.length === 0 ? missedPlants(packages, licences, limits) : [];
for (const message of missed) console.error(`licences: ${message}`);
if (values.plant && problems.length === 0) console.error(`licences: ${PLANTS.length - missed.length} of ${PLANTS.length} planted mistakes were found`);
process.exitCode = problems.length + missed.length > 0 ? 1 : 0;
