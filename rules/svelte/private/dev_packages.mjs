/**
 * Where a development server finds npm packages: they are Bazel's, below the runfiles of its program, while the sources
 * lie in a checkout without node_modules.
 */
import { readdirSync, realpathSync } from "node:fs";
import { registerHooks } from "node:module";
import { join, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

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
export function storesOf(nodeModules) {
  const paths = packagesOf(nodeModules).map((name) => realpathSync(join(nodeModules, name)));
  return [...new Set(paths.map((path) => path.slice(0, path.indexOf("/node_modules/") + "/node_modules".length)))];
}

/**
 * Lets Node.js find Bazel's packages for this script, the configuration and what that imports, and notes which files
 * of the workspace those are. Each restart reads them anew.
 */
export function loadFromWorkspace(places) {
  const state = { generation: 0, files: new Set() };
  const anchor = pathToFileURL(places.anchor).href;
  const workspace = realpathSync(places.workspace);
  const own = new URL(".", import.meta.url).href;
  registerHooks({
    resolve(specifier, context, next) {
      const parent = context.parentURL?.startsWith("file:") ? fileURLToPath(context.parentURL) : "";
      const ours = context.parentURL?.startsWith(own) || (isBelow(parent, workspace) && !parent.includes("/node_modules/"));
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
      if (!isBelow(file, workspace) || file.includes("/node_modules/") || found.url.startsWith(own)) return found;
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
export function bazelPackages({ root, anchor }) {
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
