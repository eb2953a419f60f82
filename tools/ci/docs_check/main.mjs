// See tools/ci/docs.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { check } from "./check.mjs";
import { PLANTS, missedPlants } from "./plants.mjs";
import { Repository } from "./repository.mjs";

const root = process.env.BUILD_WORKSPACE_DIRECTORY ?? process.cwd();
const { values } = parseArgs({ options: { labels: { type: "string" }, plant: { type: "boolean", default: false } } });

const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 });
const deleted = new Set(execFileSync("git", ["ls-files", "-z", "--deleted"], { cwd: root, encoding: "utf8" }).split("\0"));
const files = listed.split("\0").filter((file) => file && !deleted.has(file));
const read = (path) => readFileSync(join(root, path), "utf8");
const repository = new Repository(files, readFileSync(values.labels, "utf8").split("\n"), read);
if (repository.labels.size === 0) throw new Error(`${values.labels} has no labels`);

const texts = new Map(files.filter((file) => /\.mdc?$/.test(file)).map((file) => [file, read(file)]));
const problems = check(texts, repository);
for (const { file, line, message } of problems) console.error(`${file}:${line}: ${message}`);
console.error(problems.length === 0 ? `docs: all that ${texts.size} documents name exists` : `docs: ${problems.length} problems`);

const missed = values.plant && problems.length === 0 ? missedPlants(texts, repository) : [];
for (const message of missed) console.error(`docs: ${message}`);
if (values.plant && problems.length === 0) console.error(`docs: ${PLANTS.length - missed.length} of ${PLANTS.length} planted mistakes were found`);
process.exitCode = problems.length + missed.length > 0 ? 1 : 0;
