/**
 * Where in the app the bundles lie, and in which format they are: as package.json and the sources of the app expect it.
 *
 * Paths are those in the app, with slashes, relative to the folder of its package.json.
 */
import { posix } from "node:path";

import { DeclaredError } from "./declared_error.mjs";

const { basename, dirname, extname, join, normalize, relative } = posix;

const SCRIPT = /\.[cm]?js$/;
const NAMED = /\.(?:[cm]?js|html)$/;

/** The format of a file that Node.js reads by itself: its extension decides, then the package's "type". */
export function formatOf(path, app) {
  if (path.endsWith(".mjs")) return "esm";
  if (path.endsWith(".cjs")) return "cjs";
  return app.type === "module" ? "esm" : "cjs";
}

function checked(path, attribute) {
  const place = normalize(path);
  if (place.startsWith("..") || posix.isAbsolute(place) || !SCRIPT.test(place)) {
    throw new DeclaredError(`${attribute} is "${path}"; name a .js, .cjs or .mjs file inside of the app, such as "dist/main/index.js"`);
  }
  return place;
}

/** The main bundle: where it was told to be, else where package.json has "main". */
export function placeMain({ out }, app) {
  if (out) return checked(out, "main_out");
  // A source is not what the app runs.
  if (typeof app.main !== "string" || !app.main || /\.([cm]?tsx?|jsx)$/.test(app.main)) return "dist/main/index.js";
  const place = normalize(app.main);
  if (SCRIPT.test(place)) return checked(place, '"main" of package.json');
  return checked(place === "." ? "index.js" : place.endsWith("/") ? `${place}index.js` : `${place}.js`, '"main" of package.json');
}

/** The paths that a list of strings in code may mean: `"..", "preload", "index.js"` is one, whole or without its start. */
function pathsOf(list) {
  const texts = [...list.matchAll(/(["'`])([^"'`\n]*)\1/g)].map(([, , text]) => text);
  const found = [];
  let start = 0;
  for (const [end, text] of texts.entries()) {
    if (!NAMED.test(text)) continue;
    for (let from = start; from <= end; from += 1) found.push(texts.slice(from, end + 1).join("/"));
    start = end + 1;
  }
  return found;
}

/**
 * The paths in the app that a bundle at `place` names, the likelier ones first: beside itself, or from the app's folder,
 * as loadFile takes them. `isNamed` chooses by what stands before.
 */
function* namedPaths(text, place, isNamed = () => true) {
  for (const { 0: list, index } of text.matchAll(/(?:(["'`])[\w@./ -]*\1\s*,\s*){0,6}(["'`])[\w@./ -]*\.(?:[cm]?js|html)\2/g)) {
    const before = text.slice(Math.max(0, index - 80), index);
    if (!isNamed(before)) continue;
    const bases = [dirname(place), "."];
    if (/loadFile\(\s*$/.test(before)) bases.reverse();
    for (const path of pathsOf(list).flatMap((part) => bases.map((base) => join(base, part)))) if (!path.startsWith("..")) yield path;
  }
}

/** The scripts and pages that a bundle names. */
export function mentions(text, place) {
  return new Set(namedPaths(text, place));
}

/** The pages that it loads. */
export function loadedPages(text, place) {
  return [...new Set(namedPaths(text, place, (before) => /load(File|URL)\([^;]*$/.test(before)))].filter((path) => path.endsWith(".html"));
}

const stem = (path) => path.slice(0, path.length - extname(path).length);

/** Where a source lies if what is built lies as its source does. */
function beside(source, { main, mainOut }) {
  const path = join(dirname(mainOut), relative(dirname(main), stem(source)));
  return path.startsWith("..") ? [] : [path];
}

/** In layouts with a folder for each process: dist/main/index.js and dist/preload/index.js. */
function byProcess(source, { mainOut }) {
  const name = basename(stem(source));
  return basename(dirname(mainOut)) === "main" ? [join(dirname(mainOut), "../preload", name === "preload" ? "index" : name)] : [];
}

function mentioned(stems, { mentioned: paths, mainOut }) {
  const scripts = [...paths].filter((path) => SCRIPT.test(path) && path !== mainOut);
  return stems.flatMap((wanted) => scripts.filter((path) => stem(path) === wanted))[0];
}

/**
 * A preload script: where it was told to be, else where the main bundle names one, else beside it. Only .mjs is read as
 * a module by Electron, and never in a sandbox: so it is CommonJS unless the app asks for .mjs.
 */
export function placePreload({ in: source, out }, layout, isOnly) {
  if (out) return checked(out, `preloads of ${source}`);
  const stems = [...byProcess(source, layout), ...beside(source, layout)];
  const named = mentioned(stems, layout);
  if (named) return named;
  const others = [...layout.mentioned].filter((path) => SCRIPT.test(path) && /preload/i.test(path));
  const withoutFolder = new Set(others.map((path) => basename(path)));
  if (isOnly && withoutFolder.size === 1) return others.sort((a, b) => b.length - a.length)[0];
  return (stems[0] ?? join(dirname(layout.mainOut), basename(stem(source)))) + (layout.isModule ? ".cjs" : ".js");
}

/** A worker, utility process or other script that the app starts by its path. */
export function placeEntry({ in: source, out }, layout) {
  if (out) return checked(out, `entries of ${source}`);
  const stems = beside(source, layout);
  const extension = { ".cjs": ".cjs", ".cts": ".cjs", ".mjs": ".mjs", ".mts": ".mjs" }[extname(source)] ?? ".js";
  return mentioned(stems, layout) ?? (stems[0] ?? join(dirname(layout.mainOut), basename(stem(source)))) + extension;
}

/** The folder of the app that the output directory stands for: the first one of the main bundle, where all lies in it. */
export function rootOf(main, paths) {
  const [first, ...rest] = main.split("/");
  return rest.length && paths.every((path) => path.startsWith(`${first}/`)) ? first : "";
}
