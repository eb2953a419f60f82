/**
 * Checks the project in the working directory with svelte-check:
 *
 *     node check.mjs TSCONFIG MODE ARGUMENT...
 *
 * TSCONFIG is TypeScript's configuration, "" for a project without one; ARGUMENTs are svelte-check's. The projects
 * that the configuration references are checked, too, and a SvelteKit project gets its generated types before.
 * Exit codes: that of svelte-check; 1 when there was nothing to check, or the configuration is wrong.
 */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { beginCheck, checkHere, isKept } from "./kept_check.mjs";
import { importFromProject, PROJECT_MODULES, requiredPackage, syncSvelteKit } from "./sveltekit.mjs";
import { typescriptProjects } from "./typescript_projects.mjs";

const [tsconfig, mode, ...checkArguments] = process.argv.slice(2);

const program = () => join(requiredPackage("svelte-check", "node_modules"), "bin/svelte-check");

async function runCheck(which) {
  if (isKept) return checkHere(program(), [...checkArguments, ...which]);
  const { status, signal } = spawnSync(process.execPath, [...PROJECT_MODULES, program(), ...checkArguments, ...which], { stdio: "inherit" });
  if (signal) console.error(`svelte-check was killed by ${signal}`);
  return status ?? 1;
}

/**
 * Becomes svelte-check: TypeScript, which takes a while to load, is there already. Ends the process with svelte-check's
 * exit code; the one that is returned holds where it does not come to that.
 */
async function becomeCheck(which) {
  if (isKept) return runCheck(which);
  process.argv = [process.execPath, program(), ...checkArguments, ...which];
  await import("./project_modules.mjs");
  createRequire(import.meta.url)(program());
  return 1;
}

/** Checks the components alone. */
function checkWithoutTypescript() {
  const isComponent = (path) => path.endsWith(".svelte") && !path.split("/").includes("node_modules");
  if (readdirSync(".", { recursive: true }).some(isComponent)) return runCheck(["--no-tsconfig"]);
  console.error("no source was looked at: there is no .svelte file among the srcs of this package");
  return 1;
}

async function checkProjects() {
  const { projects, problems } = typescriptProjects(await importFromProject("typescript"), tsconfig);
  if (problems.length > 0) {
    for (const problem of problems) console.error(problem);
    return 1;
  }
  const named = projects.map(({ config, sources }) => ({ name: relative(".", config), count: sources.length }));
  if (named.length > 1) for (const { name, count } of named) console.log(`${name}: ${count || "no"} sources`);
  const [last, ...others] = named.filter(({ count }) => count > 0).reverse();
  let failed = false;
  for (const { name } of others.reverse()) failed = (await runCheck(["--tsconfig", name])) !== 0 || failed;
  if (!failed) return becomeCheck(["--tsconfig", last.name]);
  await runCheck(["--tsconfig", last.name]);
  return 1;
}

if (isKept) {
  beginCheck();
  await import("./project_modules.mjs");
}
process.exitCode = syncSvelteKit(mode) || (await (tsconfig ? checkProjects() : checkWithoutTypescript()));
