// See tools/ci/names.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { check } from "./check.mjs";
import { installedModules, staleLists } from "./installed.mjs";
import { writeList } from "./lists.mjs";
import { plantAll } from "./plants.mjs";
import { flagsOfProto } from "./rc.mjs";
import { recordModule, versionOf } from "./record.mjs";
import { WORLDS } from "./worlds.mjs";

const USAGE = "tools/ci/names [--plant | --record central|packages MODULE[@VERSION][=FOLDER]... | --record bazel VERSION=FILE]";
const LISTS = "tools/ci/names_check/lists";

function main(args) {
  const root = process.env.BUILD_WORKSPACE_DIRECTORY ?? process.cwd();
  if (args[0] === "--record") return record(root, args[1], args.slice(2));
  const plant = args[0] === "--plant";
  if (args.length > (plant ? 1 : 0)) return usage(`unknown argument ${args[plant ? 1 : 0]}`);
  const tracked = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 }).split("\0").filter(Boolean);
  const problems = check(root, tracked, join(root, LISTS));
  const stale = staleLists(root, join(root, LISTS));
  for (const text of [...problems.map((problem) => problem.text), ...stale]) console.error(text);
  const count = problems.length + stale.length;
  console.error(count === 0 ? "names: all names of other modules exist in both modes" : `names: ${count} problems`);
  if (count > 0) return 1;
  const missed = plant ? plantAll(root, tracked, join(root, LISTS)) : 0;
  if (missed > 0) console.error(`names: ${missed} planted names were not reported as expected`);
  return missed > 0 ? 1 : 0;
}

// Without a FOLDER a module's sources are those that packages mode has on this machine.
function record(root, world, modules) {
  if (world === "bazel") return recordFlags(root, modules);
  const given = modules.map((module) => /^([\w.]+)(?:@([\w.-]+))?(?:=(.+))?$/.exec(module));
  if (!WORLDS.includes(world) || given.length === 0 || given.includes(null)) return usage("--record needs central or packages, and modules");
  const folders = world === "packages" ? installedModules(root) : new Map();
  for (const [, name, , folder] of given) if (folder) folders.set(name, folder);
  const missing = given.find(([, name]) => !folders.has(name));
  if (missing) return usage(`the sources of ${missing[1]} were not found; give ${missing[1]}=FOLDER`);
  for (const [, name, version] of given) recordOne(name, version ?? versionOf(folders.get(name)) ?? "unknown", folders, join(root, LISTS, world));
  return 0;
}

function recordOne(name, version, folders, target) {
  const errors = [];
  const rows = recordModule(name, folders, { error: (error) => errors.push(error) });
  mkdirSync(target, { recursive: true });
  console.error(`${writeList(target, name, version, rows)}: ${rows.length} names`);
  for (const error of errors) console.error(`  skipped: ${error}`);
}

// FILE is what `bazel help flags-as-proto` of that version prints.
function recordFlags(root, versions) {
  const given = versions.map((version) => /^([\d.]+)=(.+)$/.exec(version));
  if (given.length === 0 || given.includes(null)) return usage("--record bazel needs VERSION=FILE");
  mkdirSync(join(root, LISTS, "bazel"), { recursive: true });
  for (const [, version, file] of given) {
    const flags = flagsOfProto(readFileSync(file, "utf8"));
    const path = join(root, LISTS, "bazel", `${version}.tsv`);
    writeFileSync(path, `# Made by tools/ci/names --record bazel: the flags of Bazel ${version}.\n${flags.join("\n")}\n`);
    console.error(`${path}: ${flags.length} flags`);
  }
  return 0;
}

function usage(message) {
  console.error(`names: ${message}\nusage: ${USAGE}`);
  return 64;
}

process.exitCode = main(process.argv.slice(2));
