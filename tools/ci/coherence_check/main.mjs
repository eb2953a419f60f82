// See tools/ci/coherence.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Files } from "../../gen/workspace/files.mjs";
import { check } from "./check.mjs";
import { PLANTS, missedPlants } from "./plants.mjs";

const { values } = parseArgs({ options: { tests: { type: "string" }, check: { type: "boolean" }, plant: { type: "boolean", default: false } } });
const root = process.env.BUILD_WORKSPACE_DIRECTORY ?? process.cwd();

const git = (...flags) => execFileSync("git", ["ls-files", "-z", ...flags], { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 }).split("\0").filter(Boolean);
const deleted = new Set(git("--deleted"));
const files = new Files(git("--cached", "--others", "--exclude-standard").filter((file) => !deleted.has(file)), (path) => readFileSync(join(root, path), "utf8"));
const tests = new Set(readFileSync(values.tests, "utf8").split("\n").filter(Boolean));
if (tests.size === 0) throw new Error(`${values.tests} has no tests`);

const findings = check(files, tests);
for (const { file, cause, repair } of findings) console.error(`${file}: ${cause}. Repair: ${repair}`);
console.error(findings.length === 0 ? `coherence: ${files.paths.size} files agree` : `coherence: ${findings.length} faults`);

const missed = values.plant && findings.length === 0 ? missedPlants(files, tests) : [];
for (const message of missed) console.error(`coherence: ${message}`);
if (values.plant && findings.length === 0) console.error(`coherence: ${PLANTS.length - missed.length} of ${PLANTS.length} planted faults were named`);
process.exitCode = findings.length + missed.length > 0 ? 1 : 0;
