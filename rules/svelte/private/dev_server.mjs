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
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, watch } from "node:fs";
import { registerHooks } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

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
    // This script's name in the runfiles: from there upwards lie Bazel's packages.
    anchor: join(main, folder, basename(import.meta.filename)),
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

const isBare = (specifier) => /^(@[^/]+\/)?[A-Za-z0-9_][^:]*$/.test(specifier);
const isBelow = (path, folder) => path.startsWith(folder + sep);

/** The packages that are linked in a node_modules folder, by name. */
function packagesOf(nodeModules) {
  const names = readdirSync(nodeModules).filter((name) => !name.startsWith("."));
  return names.flatMap((name) =>
    name.startsWith("@") ? readdirSync(join(nodeModules, name)).map((part) => `${name}/${part}`) : [name],
  );
}

/** The node_modules folders that packages really lie in: the browser may fetch from there. */
function storesOf(nodeModules) {
  const paths = packagesOf(nodeModules).map((name) => realpathSync(join(nodeModules, name)));
  return [...new Set(paths.map((path) => path.slice(0, path.indexOf("/node_modules/") + "/node_modules".length)))];
}

/**
 * Lets Node.js find Bazel's packages for this script, the configuration and what that imports, and notes which files
 * of the workspace those are. Each restart reads them anew.
 */
function loadFromWorkspace(places) {
  const state = { generation: 0, files: new Set() };
  const anchor = pathToFileURL(places.anchor).href;
  const workspace = realpathSync(places.workspace);
  registerHooks({
    resolve(specifier, context, next) {
      const parent = context.parentURL?.startsWith("file:") ? fileURLToPath(context.parentURL) : "";
      const ours = context.parentURL === import.meta.url || (isBelow(parent, workspace) && !parent.includes("/node_modules/"));
      if (ours && isBare(specifier) && !specifier.startsWith("node:")) {
        try {
          return next(specifier, { ...context, parentURL: anchor });
        } catch (error) {
          if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
        }
      }
      const found = next(specifier, context);
      if (!found.url.startsWith("file:")) return found;
      const file = fileURLToPath(found.url);
      if (!isBelow(file, workspace) || file.includes("/node_modules/") || found.url === import.meta.url) return found;
      state.files.add(file);
      const url = new URL(found.url);
      url.searchParams.set("generation", String(state.generation));
      return { ...found, url: url.href };
    },
  });
  return state;
}

/** A package's name in what an import names. */
const packageOf = (specifier) => /^(@[^/]+\/)?[^/]+/.exec(specifier)[0];

/**
 * Lets Vite find Bazel's packages, which do not lie in a folder above the sources:
 *
 * - what the sources import is resolved as an import of this script in the runfiles is;
 * - so is what plugins want to have once only (`resolve.dedupe`), whoever imports it: Vite would look for it in
 *   the source tree;
 * - what plugins want to have bundled beforehand (`optimizeDeps.include`), which Vite would look for there, too, is
 *   resolved as an import of the page once there is a server. So Vite learns of it before the page asks, and needs
 *   not reload it.
 */
function bazelPackages({ root, anchor }) {
  const once = new Set();
  const beforehand = new Set();
  return {
    name: "bazel-packages",
    enforce: "pre",
    configResolved(config) {
      for (const { optimizeDeps, resolve } of [config, ...Object.values(config.environments)]) {
        for (const name of optimizeDeps.include ?? []) beforehand.add(name.split(">").pop().trim());
        for (const name of resolve.dedupe ?? []) once.add(packageOf(name));
        optimizeDeps.include = [];
        resolve.dedupe = [];
      }
    },
    resolveId(source, importer, options) {
      if (!isBare(source)) return null;
      const from = importer?.replace(/\?.*$/, "");
      const ofSources = !from || isBelow(from, root);
      if (from === anchor || !(ofSources || once.has(packageOf(source)))) return null;
      return this.resolve(source, anchor, { ...options, skipSelf: true });
    },
    configureServer(server) {
      const { pluginContainer } = server.environments.client;
      const page = join(root, "index.html");
      server.httpServer.once("listening", () => {
        for (const name of beforehand) pluginContainer.resolveId(name, page).catch(() => {});
      });
    },
  };
}

/** Adds a source to a directive of a policy; what the directive inherits stays allowed. */
function widen(policy, name, source) {
  const inherited = (policy.get("default-src") ?? []).filter((value) => value !== "'none'");
  const sources = (policy.get(name) ?? inherited).filter((value) => value !== "'none'");
  policy.set(name, [...sources, source]);
}

/**
 * Lets a page that has a content security policy of its own be developed: Vite puts styles into it and talks to it
 * by a web socket. Of a built page nothing changes.
 */
function widenedPolicy() {
  const META = /(<meta\s[^>]*http-equiv="Content-Security-Policy"[^>]*\scontent=")([^"]*)/i;
  return {
    name: "bazel-packages:policy",
    transformIndexHtml: (html) =>
      html.replace(META, (_, start, text) => {
        const directives = text.split(";").map((directive) => directive.trim().split(/\s+/));
        const policy = new Map(directives.filter(([name]) => name).map(([name, ...sources]) => [name, sources]));
        widen(policy, "style-src", "'unsafe-inline'");
        widen(policy, "connect-src", `ws://${LOOPBACK}:*`);
        return start + [...policy].map(([name, sources]) => [name, ...sources].join(" ")).join("; ");
      }),
  };
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
  const { createServer, mergeConfig } = await import("vite");
  const config = await readConfig(places, state);
  const port = places.port ?? state.port;
  const own = {
    configFile: false,
    root: places.root,
    mode: "development",
    cacheDir,
    clearScreen: false,
    plugins: [bazelPackages(places), widenedPolicy()],
    server: {
      ...(port === undefined ? {} : { port }),
      fs: { allow: [places.root, ...storesOf(places.nodeModules)] },
    },
  };
  const merged = mergeConfig(config ?? {}, own);
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
        console.error(`${relative(places.workspace, places.config)}: ${error.stack ?? error}`);
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
  console.error(error instanceof DevServerError ? error.message : error);
  process.exit(error instanceof DevServerError ? USAGE : FAILED);
}
