/**
 * Bundles the application in the working directory with Vite:
 *
 *     node bundle.mjs CONFIG MODE OUT [FOLDER]
 *
 * moves what was built to OUT, and lists it there in asset-manifest.json: {path: bytes}. FOLDER is where the build
 * writes, by default what the configuration says: Vite's outDir or, with SvelteKit, what its adapter writes. Says
 * nothing unless something is wrong.
 */
import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as vite from "vite";
import { BundleError, buildOutput } from "./bundle_output.mjs";
import { describeError } from "./build_error.mjs";
import { isSvelteKit, syncSvelteKit } from "./sveltekit.mjs";
import { pinVersion } from "./sveltekit_version.mjs";

const MANIFEST = "asset-manifest.json";

function assetSizes(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
  return Object.fromEntries(paths.map((path) => [path, statSync(join(folder, path)).size]));
}

/** What holds where neither the configuration nor a plugin says otherwise, and that the build ends. */
function defaults(mode, isKit) {
  const handler = ({ build = {} }) => {
    build.watch = null;
    const ofMode = mode === "production" ? {} : { minify: build.minify ?? false, sourcemap: build.sourcemap ?? true };
    // SvelteKit empties its own.
    return { build: isKit ? ofMode : { emptyOutDir: build.emptyOutDir ?? true, ...ofMode } };
  };
  return { name: "svelte-bundle:defaults", enforce: "pre", config: { order: "pre", handler } };
}

/**
 * How long plugins took is a warning on a busy machine only, and an action must say the same each time. It is shown to
 * those whose configuration asks for it.
 */
function untimed() {
  let isAsked = false;
  return {
    name: "svelte-bundle:untimed",
    configResolved({ build: { rolldownOptions = {} } }) {
      const { bundlerTimings, pluginTimings } = rolldownOptions.checks ?? {};
      isAsked = (bundlerTimings ?? pluginTimings) === true;
    },
    onLog: (_, { code }) => (code === "PLUGIN_TIMINGS" && !isAsked ? false : undefined),
  };
}

/** As `vite build` does it: what is built, and in which order, may be up to plugins. */
async function build(options) {
  if (!vite.createBuilder) return vite.build(options);
  const builder = await vite.createBuilder(options, null);
  await builder.buildApp();
}

async function bundle([configFile, mode, out, folder]) {
  const isKit = isSvelteKit();
  if (isKit) {
    if (syncSvelteKit(mode) !== 0) return 1;
    await pinVersion();
  }
  const output = buildOutput();
  await build({ configFile, mode, logLevel: "warn", plugins: [defaults(mode, isKit), untimed(), output.plugin] });
  output.moveTo(out, folder);
  if (existsSync(join(out, MANIFEST))) {
    throw new BundleError(`the build itself writes ${MANIFEST}, where the list of all files belongs: give it another name (in Vite, build.manifest)`);
  }
  writeFileSync(join(out, MANIFEST), JSON.stringify(assetSizes(out), null, 2) + "\n");
  return 0;
}

try {
  process.exitCode = await bundle(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof BundleError ? error.message : describeError(error));
  process.exitCode = 1;
}
