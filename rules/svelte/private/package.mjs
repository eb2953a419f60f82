/**
 * Makes what is published of a library of Svelte components, with svelte-package:
 *
 *     node package.mjs INPUT TYPES TSCONFIG MODE OUT FOLDER
 *
 * INPUT is the folder of the library's sources, "" for what the configuration says; TYPES is "types" where there are to
 * be declarations; TSCONFIG may be "". It writes to FOLDER, which then becomes OUT. Fails also where package.json names a file that was not made.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { missingFiles } from "./package_files.mjs";
import { PROJECT_MODULES, requiredPackage, syncSvelteKit } from "./sveltekit.mjs";

function svelteArguments(input, types, tsconfig, folder) {
  return [
    ...(input ? ["--input", input] : []),
    ...(tsconfig ? ["--tsconfig", tsconfig] : []),
    ...(types === "types" ? [] : ["--no-types"]),
    "--output",
    folder,
  ];
}

function makePackage([input, types, tsconfig, mode, out, folder]) {
  const synced = syncSvelteKit(mode);
  if (synced !== 0) return synced;
  const program = join(requiredPackage("@sveltejs/package", "node_modules"), "svelte-package.js");
  const made = spawnSync(process.execPath, [...PROJECT_MODULES, program, ...svelteArguments(input, types, tsconfig, folder)], { stdio: "inherit" });
  if (made.status !== 0) return made.status ?? 1;
  const description = existsSync("package.json") ? JSON.parse(readFileSync("package.json", "utf8")) : {};
  const missing = missingFiles(description, folder);
  for (const { field, path } of missing) console.error(`package.json: ${field} is ${path}, which was not made; correct it, or add its source to srcs`);
  if (missing.length > 0) return 1;
  mkdirSync(dirname(out), { recursive: true });
  renameSync(folder, out);
  return 0;
}

process.exitCode = makePackage(process.argv.slice(2));
