/**
 * Runs the tests of the project in the working directory with vitest:
 *
 *     node test.mjs CONFIG MODE ARGUMENT...
 *
 * CONFIG is vitest's configuration or Vite's, ARGUMENTs are vitest's. A SvelteKit project gets its generated types and
 * configuration before.
 */
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { requiredPackage, syncSvelteKit } from "./sveltekit.mjs";

const [config, mode, ...testArguments] = process.argv.slice(2);
const status = syncSvelteKit(mode);
if (status !== 0) process.exit(status);

process.env.SVELTE_TEST_CONFIG = resolve(config);
const program = join(requiredPackage("vitest", "node_modules"), "vitest.mjs");
const own = ["run", "--config", join(import.meta.dirname, "vitest.config.mjs")];
process.argv = [process.execPath, program, ...own, ...testArguments];
await import(pathToFileURL(program).href);
