/**
 * Imports that mean a file rather than its content, as electron-vite has them:
 *
 *     ./icon.png?asset              the path of a copy beside the bundle
 *     ./tool?asset&asarUnpack       the same, of a file that is unpacked from the archive
 *     ./add.wasm?loader             a function that instantiates WebAssembly
 *     ./text.txt?raw                the text
 *     ./fork?modulePath             the path of a script, which is bundled by itself
 *     ./worker?nodeWorker           a function that starts such a script as a worker
 *     ./module.node                 a native module, copied beside the bundle; one that is not there stays as it is
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { basename, extname, join, relative } from "node:path";

const digest = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 8);
const stemOf = (path) => basename(path, extname(path));

/** The code of an expression for the path of a file beside the bundle. */
const pathOf = (name) => `join(__dirname, ${JSON.stringify(name)})`;
const JOIN = 'import { join } from "node:path";\n';

function asset(bundler, entry, path, isUnpacked) {
  const bytes = readFileSync(path);
  return bundler.addAsset(entry, `assets/${stemOf(path)}-${digest(bytes)}${extname(path)}`, bytes, isUnpacked);
}

async function script(bundler, entry, path) {
  const name = `${stemOf(path)}-${digest(path)}${extname(entry.out)}`;
  await bundler.add({ ...entry, in: path, out: join(entry.out, "..", name) });
  return name;
}

const KINDS = {
  asset: (bundler, entry, path) => `${JOIN}export default ${pathOf(asset(bundler, entry, path))};`,
  "asset&asarUnpack": (bundler, entry, path) =>
    `${JOIN}export default ${pathOf(asset(bundler, entry, path, true))}.replace("app.asar", "app.asar.unpacked");`,
  loader: (bundler, entry, path) => `${JOIN}import { readFileSync } from "node:fs";
export default async (imports) => (await WebAssembly.instantiate(readFileSync(${pathOf(asset(bundler, entry, path))}), imports)).instance;`,
  modulePath: async (bundler, entry, path) => `${JOIN}export default ${pathOf(await script(bundler, entry, path))};`,
  nodeWorker: async (bundler, entry, path) => `${JOIN}import { Worker } from "node:worker_threads";
export default (options) => new Worker(${pathOf(await script(bundler, entry, path))}, options);`,
  raw: (_bundler, _entry, path) => `export default ${JSON.stringify(readFileSync(path, "utf8"))};`,
};

function resolveSuffixed(build) {
  return async ({ importer, kind, path, resolveDir }) => {
    const [file, suffix] = path.split("?");
    if (!Object.hasOwn(KINDS, suffix)) return { errors: [{ text: `"?${suffix}" is not known here; use ${Object.keys(KINDS).map((name) => `?${name}`).join(", ")}` }] };
    const found = await build.resolve(file, { importer, kind, resolveDir });
    return found.errors.length ? { errors: found.errors } : { path: relative(process.cwd(), found.path), namespace: "suffixed", pluginData: suffix, suffix: `?${suffix}` };
  };
}

/** An esbuild plugin for one entry of a Bundler. */
export function suffixes(bundler, entry) {
  return {
    name: "suffixes",
    setup(build) {
      build.onResolve({ filter: /^[^?]+\?[A-Za-z&]+$/ }, resolveSuffixed(build));
      build.onLoad({ filter: /.*/, namespace: "suffixed" }, async ({ path, pluginData }) => ({ contents: await KINDS[pluginData](bundler, entry, path), loader: "js" }));
      build.onResolve({ filter: /\.node$/ }, ({ path, resolveDir }) => {
        const file = join(resolveDir, path);
        return path.startsWith(".") && existsSync(file) ? { path: relative(process.cwd(), file), namespace: "native" } : { path, external: true };
      });
      build.onLoad({ filter: /.*/, namespace: "native" }, ({ path }) => ({
        contents: `module.exports = require("node:module").createRequire(__filename)(require("node:path").${pathOf(asset(bundler, entry, path, true))});`,
      }));
    },
  };
}
