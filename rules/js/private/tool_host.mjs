/**
 * A process in which a tool runs once or more, each time as if in a new one:
 *
 *     node tool_host.mjs
 *
 * It is told {"entry", "args", "cwd", "workspace"}, and says {"code", "traces", "packages", "modules", "memory"} when
 * nothing is left to do: its exit code, whether the next run would find something of it, the folders of the npm packages
 * that it loaded modules of, and the modules of the stage. Those are loaded anew in each run; packages are not. A tool that ends the process ends the process.
 */
import * as nodeModule from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import workerThreads from "node:worker_threads";

const environment = { ...process.env };
const packages = new Set();
const modules = new Set();
const state = new Map();
const globals = new Set(Object.getOwnPropertyNames(globalThis));
let workspace = "";
let runs = 0;

const PACKAGE = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/**
 * Notes what is loaded; a module of the stage has another address in each run but the first, in which nothing is loaded
 * yet: threads, which have a loader of their own, then know modules by the same addresses.
 */
function noteModule(specifier, context, next) {
  const resolved = next(specifier, context);
  if (!resolved.url?.startsWith("file:")) return resolved;
  const path = fileURLToPath(resolved.url);
  if (!path.startsWith(workspace + "/")) {
    const [folder] = PACKAGE.exec(path) ?? [path];
    packages.add(folder);
    return resolved;
  }
  modules.add(path);
  if (runs === 1) return resolved;
  return { ...resolved, url: `${resolved.url}${resolved.url.includes("?") ? "&" : "?"}run=${runs}` };
}

/** What a run adds to Node.js's loader ends with it. */
function loaderOf(register) {
  let added = [];
  nodeModule.default.registerHooks = (hooks) => {
    const handle = register(hooks);
    added.push(handle);
    return handle;
  };
  nodeModule.syncBuiltinESMExports();
  return () => {
    for (const handle of added) handle.deregister();
    added = [];
  };
}

/** How many threads the run has started. */
let threads = 0;
const { Worker: Thread } = workerThreads;
workerThreads.Worker = class Worker extends Thread {
  constructor(...args) {
    super(...args);
    threads += 1;
  }
};
nodeModule.syncBuiltinESMExports();

const { registerHooks } = nodeModule;
registerHooks?.({ resolve: noteModule });
const resetLoader = registerHooks ? loaderOf(registerHooks) : () => {};

function asInNewProcess({ entry, args, cwd }) {
  runs += 1;
  threads = 0;
  resetLoader();
  modules.clear();
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
  process.chdir(cwd);
  process.argv = [process.execPath, entry, ...args];
  process.exitCode = undefined;
  const { cache } = nodeModule.createRequire(import.meta.url);
  for (const path of Object.keys(cache)) if (path.startsWith(workspace + "/")) delete cache[path];
}

const listeners = () => process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);

/**
 * Whether a run left something that the next one would find: a global variable, or a listener of the process. One that
 * started threads counts: in a later run they would not know modules by the addresses that these have here.
 */
function leavesTraces(before) {
  return threads > 0 || listeners() > before || Object.getOwnPropertyNames(globalThis).some((name) => !globals.has(name));
}

/** Resolves when nothing is left to do, as when Node.js would end. */
function end() {
  return new Promise((done) => process.once("beforeExit", done));
}

async function run(message) {
  ({ workspace } = message);
  asInNewProcess(message);
  const before = listeners();
  let isLoaded = false;
  // A failure ends the process, as it would without this host.
  import(pathToFileURL(message.entry).href).then(() => (isLoaded = true));
  // Waiting for the next message is nothing to do.
  process.channel.unref();
  await end();
  process.channel.ref();
  const UNSETTLED = 13;
  const code = process.exitCode ?? (isLoaded ? 0 : UNSETTLED);
  process.exitCode = undefined;
  // An old Node.js does not tell what is loaded.
  const traces = !registerHooks || leavesTraces(before);
  process.send({ code, traces, packages: [...packages], modules: [...modules], memory: process.memoryUsage().rss });
}

/** For tools that know of it: what may be kept for the next run. */
globalThis[Symbol.for("tachikoma.kept")] = { state };
process.on("message", run);
process.on("disconnect", () => process.exit(1));
