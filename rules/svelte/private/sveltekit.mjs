/**
 * What a SvelteKit project needs before a tool looks at it: `svelte-kit sync`, which writes the tsconfig.json that the
 * project's own extends, and the types of its routes.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, realpathSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";

const CONFIGURATION = /^(svelte|vite)\.config\.[cm]?[jt]s$/;
const KIT = "@sveltejs/kit";

/** Node.js's own options for a tool of the project: see project_modules.mjs. */
export const PROJECT_MODULES = ["--import", new URL("project_modules.mjs", import.meta.url).href];

/** The folder of an npm package as the project in the working directory sees it, or undefined. */
export function packageFolder(name) {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const found = join(folder, "node_modules", name);
    if (existsSync(join(found, "package.json"))) return found;
    if (folder === dirname(folder)) return undefined;
  }
}

/** The folder of a package that a tool cannot do without. */
export function requiredPackage(name, attribute) {
  const folder = packageFolder(name);
  if (!folder) throw new Error(`there is no npm package ${name}: add it to ${attribute}`);
  return folder;
}

/** Resolves to a module of the project's own, such as "typescript". */
export async function importFromProject(name) {
  const module = await import(createRequire(resolve("project.js")).resolve(name));
  return module.default ?? module;
}

/** Whether the working directory is a SvelteKit project whose package is there. */
export function isSvelteKit() {
  return packageFolder(KIT) !== undefined && readdirSync(".").some((name) => CONFIGURATION.test(name));
}

/**
 * Lets Node.js's types be found, as where a package manager hoists: SvelteKit's types need them through Vite's, and
 * some of them ask for them by name from packages that do not declare them.
 */
function linkNodeTypes() {
  const vite = packageFolder("vite");
  if (!vite || packageFolder("@types/node")) return;
  try {
    const description = createRequire(realpathSync(join(vite, "package.json"))).resolve("@types/node/package.json");
    mkdirSync("node_modules/@types", { recursive: true });
    symlinkSync(dirname(description), "node_modules/@types/node");
  } catch (error) {
    // This Vite comes without.
    if (error.code !== "MODULE_NOT_FOUND") throw error;
  }
}

/**
 * Runs `svelte-kit sync` where this is a SvelteKit project. What it prints is shown only where it fails: it advises
 * on editors. Returns its exit code, 0 where there is nothing to do.
 */
export function syncSvelteKit(mode) {
  if (!isSvelteKit()) return 0;
  linkNodeTypes();
  const program = join(packageFolder(KIT), "svelte-kit.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [...PROJECT_MODULES, program, "sync", "--mode", mode], {
    encoding: "utf8",
  });
  if (status !== 0) console.error(`svelte-kit sync failed:\n${stdout}${stderr}`);
  return status ?? 1;
}
