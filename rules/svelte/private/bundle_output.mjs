/**
 * Where a build writes: Vite's outDir, or what SvelteKit's adapter makes of it. An adapter has options of its own,
 * which nobody else sees, so it is watched while it writes.
 */
import { existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

/** A mistake in the project: reported without a stack. */
export class BundleError extends Error {}

const SETUP = "vite-plugin-sveltekit-setup";

/** The methods of SvelteKit's builder that tell where an adapter's output is, by their first argument. */
const NOTED = {
  generateFallback: (notes, path) => notes.written.push(dirname(path)),
  rimraf: (notes, path) => notes.emptied.push(path),
  writeClient: (notes, path) => notes.written.push(path),
  writePrerendered: (notes, path) => notes.written.push(path),
  writeServer: (notes, path) => notes.written.push(path),
};

const partsOf = (path) => path.split(sep).filter(Boolean);

/** The innermost folder that holds all of these. */
export function commonFolder(paths) {
  const [first = [], ...others] = paths.map(partsOf);
  const length = first.findIndex((part, index) => others.some((parts) => parts[index] !== part));
  return first.slice(0, length < 0 ? undefined : length).join(sep);
}

/** Notes where an adapter writes, and which folders it empties before. */
function watched(adapter, notes) {
  const here = (path) => relative(".", resolve(path));
  const noting = (builder) =>
    new Proxy(builder, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (!Object.hasOwn(NOTED, name)) return value;
        return (path, ...others) => {
          NOTED[name](notes, here(path));
          return value.call(target, path, ...others);
        };
      },
    });
  return { ...adapter, adapt: (builder) => adapter.adapt(noting(builder)) };
}

/** The folder of what an adapter wrote: that which it emptied, or else the one that holds all. */
export function adapterFolder({ written, emptied }) {
  if (written.length === 0) {
    throw new BundleError("SvelteKit's adapter wrote nothing: choose one that writes files, such as @sveltejs/adapter-static or @sveltejs/adapter-node, in SvelteKit's configuration");
  }
  const common = commonFolder(written);
  const holds = (folder) => folder !== "" && (common === folder || common.startsWith(folder + sep));
  return emptied.filter(holds).sort((a, b) => a.length - b.length)[0] ?? common;
}

/** Moves a folder, or where it is the project's own, the folders in it that were written. */
function move(folder, written, out) {
  const names = folder === "" ? [...new Set(written.map((path) => partsOf(path)[0]))] : [""];
  if (folder === "") mkdirSync(out);
  for (const name of names) renameSync(join(folder, name), join(out, name));
}

/**
 * A plugin for the build, and what moves its output afterwards.
 *
 * @return {{plugin: object, moveTo: (out: string, folder?: string) => void}}
 */
export function buildOutput() {
  const notes = { written: [], emptied: [] };
  const outDirs = [];
  let isKit = false;
  const plugin = {
    name: "svelte-bundle:output",
    configResolved({ plugins, root, build }) {
      const options = plugins.find(({ name }) => name === SETUP)?.api?.options;
      outDirs.push(relative(".", resolve(root, build.outDir)));
      if (!options) return;
      isKit = true;
      const kit = options.kit ?? options;
      if (kit.adapter) kit.adapter = watched(kit.adapter, notes);
    },
  };
  const moveTo = (out, folder) => {
    const found = folder ?? (isKit ? adapterFolder(notes) : outDirs[0]);
    if (!folder && !isKit && found === "") throw new BundleError("build.outDir is the project's own folder: choose one below it in Vite's configuration");
    if (!existsSync(found || ".") || readdirSync(found || ".").length === 0) {
      throw new BundleError(`the build wrote nothing to ${found}: set build_dir to the folder that it writes`);
    }
    mkdirSync(dirname(out), { recursive: true });
    move(found, notes.written, out);
  };
  return { plugin, moveTo };
}
