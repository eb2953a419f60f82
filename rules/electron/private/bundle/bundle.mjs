/**
 * Bundles an Electron app's main process, preload scripts and further entries:
 *
 *     node bundle.mjs SPEC
 *
 * SPEC is written by electron_main.bzl: {"label", "packageJson", "main", "preloads", "entries": [{"in", "out"}], "out":
 * the directory to write, "facts": the file to write, and what esbuild is told}. `facts` says where in the app what was
 * written lies, and what it imports: electron_asar reads it. Exits with 1 after esbuild or one line has said what is wrong.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";

import { Bundler } from "./bundler.mjs";
import { DeclaredError } from "./declared_error.mjs";
import { formatOf, loadedPages, mentions, placeEntry, placeMain, placePreload, rootOf } from "./places.mjs";

function readPackage(path) {
  if (!path) return {};
  try {
    return JSON.parse(readFileSync(path, "utf8").replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new DeclaredError(`${path}: ${error.message}`);
  }
}

/** Builds everything; returns what lies where in the app: [{ path, bytes }], and the facts. */
async function bundleApp(spec) {
  const app = readPackage(spec.packageJson);
  const bundler = new Bundler(spec, app);
  const main = placeMain(spec.main, app);
  await bundler.add({ in: spec.main.in, out: main, format: formatOf(main, app), process: "main" });
  const layout = { main: spec.main.in, mainOut: main, mentioned: mentions(bundler.text(main), main), isModule: app.type === "module" };
  const preloads = spec.preloads.map((entry) => placePreload(entry, layout, spec.preloads.length === 1));
  for (const [index, out] of preloads.entries()) {
    await bundler.add({ in: spec.preloads[index].in, out, format: out.endsWith(".mjs") ? "esm" : "cjs", process: "preload" });
  }
  const entries = spec.entries.map((entry) => placeEntry(entry, layout));
  for (const [index, out] of entries.entries()) {
    await bundler.add({ in: spec.entries[index].in, out, format: formatOf(out, app), process: "main" });
  }
  const pages = loadedPages(bundler.text(main), main);
  return { bundler, facts: { main, preloads, entries, pages, bundled: bundler.packages(), imports: bundler.imports(), unpack: bundler.unpacked() } };
}

function write(spec, bundler, facts) {
  const files = bundler.files();
  const root = rootOf(facts.main, files.map(({ path }) => path));
  for (const { path, bytes } of files) {
    const target = join(spec.out, posix.relative(root || ".", path));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
  }
  writeFileSync(spec.facts, JSON.stringify({ root, ...facts }, null, 2) + "\n");
}

/** esbuild has printed its messages already; what they do not say is what to do. */
function explain(error, label) {
  if (error instanceof DeclaredError) return console.error(`${label}: ${error.message}`);
  if (!Array.isArray(error.errors)) return console.error(error);
  if (error.errors.some(({ text }) => text.startsWith("Top-level await"))) {
    console.error(`${label}: a bundle that awaits outside of a function must be a module: set "type": "module" in package.json, or give it a path that ends with .mjs`);
  }
}

const spec = JSON.parse(readFileSync(process.argv[2], "utf8"));
try {
  const { bundler, facts } = await bundleApp(spec);
  write(spec, bundler, facts);
} catch (error) {
  explain(error, spec.label);
  process.exitCode = 1;
}
