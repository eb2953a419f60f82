/**
 * Serves the application of a source folder with Vite, with hot updates, on this machine's loopback address:
 *
 *     node dev_server.mjs FOLDER CONFIG NODE_MODULES [--port=NUMBER]
 *
 * FOLDER is the application's folder below BUILD_WORKSPACE_DIRECTORY, CONFIG Vite's configuration in it,
 * NODE_MODULES the folder of npm packages below the runfiles of the main repository.
 *
 * Sources are the user's own files: what is saved is shown. Packages are Bazel's: the source tree needs no
 * node_modules, and one that is there is not looked at. Nothing is written to the source tree.
 *
 * Exit codes: 0 when it was asked to end; 64 wrong arguments; 70 when Vite or its configuration fails.
 */
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, watch } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { describeError } from "./build_error.mjs";
import { bazelPackages, loadFromWorkspace, storesOf } from "./dev_packages.mjs";
import { widenedPolicy } from "./dev_policy.mjs";
import { typescriptSettings } from "./dev_tsconfig.mjs";

const USAGE = 64;
const FAILED = 70;
const LOOPBACK = "127.0.0.1";

/** Changes of the configuration that come this close to each other restart the server once. */
const QUIET_MS = 100;

/** A mistake of the user's: reported without a stack. */
class DevServerError extends Error {}

/** Where everything is, from the arguments and the environment that Bazel's launchers set. */
function readPlaces([folder, config, nodeModules, ...options]) {
  const workspace = process.env.BUILD_WORKSPACE_DIRECTORY;
  const runfiles = process.env.JS_BINARY__RUNFILES;
  if (!config || !nodeModules) throw new DevServerError("usage: dev_server.mjs FOLDER CONFIG NODE_MODULES [--port=NUMBER]");
  if (!workspace || !runfiles) throw new DevServerError("run this with `bazel run` or `tk dev`");
  const root = realpathSync(join(workspace, folder));
  const main = join(runfiles, process.env.JS_BINARY__WORKSPACE ?? "_main");
  return {
    folder: folder || ".",
    root,
    config: join(root, config),
    nodeModules: join(main, nodeModules),
    // This script as it was called, in the runfiles: from there upwards lie Bazel's packages. It must be a file that is
    // there: of what imports no file has, Vite bundles nothing beforehand, and the page then has Svelte twice.
    anchor: resolve(process.argv[1]),
    port: readPort(options),
    workspace,
  };
}

function readPort(options) {
  const [option, ...more] = options;
  if (option === undefined) return undefined;
  const port = Number(/^--port=(\d+)$/.exec(option)?.[1]);
  if (more.length > 0 || !(port <= 65535)) throw new DevServerError(`${options.join(" ")}: the only option is --port=NUMBER`);
  return port;
}

async function readConfig(places, state) {
  if (!existsSync(places.config)) throw new DevServerError(`${places.config} does not exist`);
  state.generation += 1;
  state.files.clear();
  const exported = (await import(pathToFileURL(places.config).href)).default;
  const environment = { command: "serve", mode: "development", isSsrBuild: false, isPreview: false };
  return typeof exported === "function" ? exported(environment) : exported;
}

/** A folder for what Vite prepares: kept where `tk` keeps what it knows of the checkout, else for this run. */
function cacheFolder(places) {
  const state = join(places.workspace, ".tk");
  if (existsSync(state)) return join(state, "dev", "vite", places.folder);
  const folder = mkdtempSync(join(tmpdir(), "vite-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function start(places, state, cacheDir) {
  const { createServer, mergeConfig, version } = await import("vite");
  const config = (await readConfig(places, state)) ?? {};
  const port = places.port ?? state.port;
  const { settings, files } = config.tsconfig ? { settings: {}, files: [] } : typescriptSettings(places, cacheDir, version);
  for (const file of files) state.files.add(file);
  const own = {
    ...settings,
    configFile: false,
    root: places.root,
    mode: "development",
    cacheDir,
    clearScreen: false,
    plugins: [bazelPackages(places), widenedPolicy(LOOPBACK)],
    server: {
      ...(port === undefined ? {} : { port }),
      fs: { allow: [places.root, ...storesOf(places.nodeModules)] },
    },
  };
  const merged = mergeConfig(config, own);
  // Whatever the configuration says: a server for development is for this machine alone.
  merged.server.host = LOOPBACK;
  const server = await createServer(merged);
  await server.listen();
  state.port = server.config.server.port;
  return server;
}

/** Calls back once after each burst of changes of the files that the configuration is made of. */
function watchConfiguration(places, state, changed) {
  let timer;
  const noticed = () => {
    clearTimeout(timer);
    timer = setTimeout(changed, QUIET_MS);
  };
  const watchers = new Map();
  return () => {
    // A folder is watched, not the file: editors replace files.
    const folders = new Set([places.config, ...state.files].map(dirname));
    for (const folder of folders) {
      if (watchers.has(folder)) continue;
      const watcher = watch(folder, (_, name) => {
        const file = join(folder, String(name));
        if (file === places.config || state.files.has(file)) noticed();
      });
      watchers.set(folder, watcher);
    }
  };
}

function say(server, places) {
  const address = server.httpServer.address();
  console.log(`${places.folder} is served with hot updates at http://${LOOPBACK}:${address.port}${server.config.base.replace(/^\.?\/?/, "/")}`);
}

async function main() {
  const places = readPlaces(process.argv.slice(2));
  const state = loadFromWorkspace(places);
  const cacheDir = cacheFolder(places);
  mkdirSync(cacheDir, { recursive: true });
  // As where `vite` is called: SvelteKit and some configurations look from there.
  process.chdir(places.root);
  let server = await start(places, state, cacheDir);
  say(server, places);
  let restarting = Promise.resolve();
  const watchFiles = watchConfiguration(places, state, () => {
    restarting = restarting.then(async () => {
      const before = server;
      try {
        await before?.close();
        server = undefined;
        server = await start(places, state, cacheDir);
        console.log(`${basename(places.config)} changed:`);
        say(server, places);
      } catch (error) {
        console.error(`${relative(places.workspace, places.config)}: ${describeError(error)}`);
      }
      watchFiles();
    });
  });
  watchFiles();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, async () => {
      await server?.close();
      process.exit(0);
    });
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof DevServerError ? error.message : describeError(error));
  process.exit(error instanceof DevServerError ? USAGE : FAILED);
}
