/** The bundles of one app: esbuild, called for each entry, and what came of it. */
import { fileURLToPath } from "node:url";
import { posix, resolve } from "node:path";
import { build } from "esbuild";

import { bundledPackages } from "./bundled_packages.mjs";
import { constants } from "./constants.mjs";
import { externals } from "./externals.mjs";
import { suffixes } from "./suffixes.mjs";

const shim = (name) => fileURLToPath(new URL(name, import.meta.url));

const REQUIRE = 'import { createRequire as __createRequire } from "node:module";\nconst require = __createRequire(import.meta.url);';

/** What CommonJS has for a module's variables. */
const META = { "import.meta.dirname": "__dirname", "import.meta.filename": "__filename", "import.meta.url": "__importMetaUrl" };

/** What a bundle needs beside its sources: the variables of the other format that they use, as electron-vite gives them. */
function shims(format, text) {
  if (format === "cjs") return text.includes("__importMetaUrl") ? { inject: [shim("cjs_shims.mjs")] } : undefined;
  const needed = {
    ...(/\b__(dirname|filename)\b/.test(text) && { inject: [shim("esm_shims.mjs")] }),
    ...(/\brequire\b/.test(text) && { banner: { js: REQUIRE } }),
  };
  return Object.keys(needed).length ? needed : undefined;
}

export class Bundler {
  #spec;
  #app;
  #built = new Map();
  #assets = new Map();
  #unpacked = new Set();

  constructor(spec, app) {
    this.#spec = spec;
    this.#app = app;
  }

  /** Builds one entry, and those that it imports as paths of scripts. */
  async add(entry) {
    if (this.#built.has(entry.out)) return;
    // Taken before it is built: scripts may start each other.
    this.#built.set(entry.out, undefined);
    const plain = await this.#build(entry);
    const needed = shims(entry.format, textOf(plain));
    this.#built.set(entry.out, needed ? await this.#build(entry, needed) : plain);
  }

  async #build(entry, options = {}) {
    const spec = this.#spec;
    return build({
      bundle: true,
      conditions: spec.conditions.length ? spec.conditions : undefined,
      define: { ...(entry.format === "cjs" && META), ...constants(spec, entry.process), ...spec.define },
      entryPoints: [entry.in],
      format: entry.format,
      legalComments: spec.minify ? "none" : "inline",
      loader: spec.loader,
      logLevel: "warning",
      metafile: true,
      minify: spec.minify,
      outfile: this.#outfile(entry.out),
      platform: "node",
      plugins: [suffixes(this, entry), externals(spec, this.#app)],
      sourcemap: spec.sourcemap ? "linked" : false,
      target: spec.target,
      tsconfig: spec.tsconfig || undefined,
      write: false,
      ...options,
    });
  }

  /** Where esbuild thinks it writes: links of source maps count from there. */
  #outfile(out) {
    return posix.join(this.#spec.out, out.includes("/") ? out.slice(out.indexOf("/") + 1) : out);
  }

  /** Puts a file beside a bundle; returns its path from there. */
  addAsset(entry, name, bytes, isUnpacked = false) {
    const path = posix.join(posix.dirname(entry.out), name);
    this.#assets.set(path, bytes);
    if (isUnpacked) this.#unpacked.add(path);
    return name;
  }

  text(out) {
    return textOf(this.#built.get(out));
  }

  /** Everything that was made, by its place in the app. */
  files() {
    const built = [...this.#built].flatMap(([out, { outputFiles }]) => {
      const folder = posix.dirname(resolve(this.#outfile(out)));
      return outputFiles.map(({ path, contents }) => ({ path: posix.join(posix.dirname(out), posix.relative(folder, path)), bytes: contents }));
    });
    return [...built, ...[...this.#assets].map(([path, bytes]) => ({ path, bytes }))].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  unpacked() {
    return [...this.#unpacked].sort();
  }

  /** The npm packages that are in the bundles. */
  packages() {
    return bundledPackages([...this.#built.values()].map(({ metafile }) => metafile));
  }

  /** What the bundles leave to the app's node_modules: [{ name, from }], each with the source that imports it. */
  imports() {
    const found = new Map();
    for (const { metafile } of this.#built.values()) {
      for (const [from, { imports }] of Object.entries(metafile.inputs)) {
        // What esbuild itself puts in bears the path of a file, or <...>.
        for (const { path, external } of imports) if (external && /^[^./<]/.test(path)) found.set(`${path}\0${from}`, { path, from });
      }
    }
    return [...found.keys()].sort().map((key) => found.get(key));
  }
}

const textOf = ({ outputFiles }) => outputFiles.find(({ path }) => !path.endsWith(".map")).text;
