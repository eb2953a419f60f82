/**
 * The TypeScript configuration of sources in a checkout whose npm packages are Bazel's. Vite looks for what a
 * tsconfig.json extends beside it and above; a package that is extended lies elsewhere. Where there is one, Vite gets a
 * configuration in one piece.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join, resolve } from "node:path";

/** The options that hold paths from the file that they stand in. */
const PATHS = ["baseUrl", "rootDir", "outDir"];

/** Reads JSON as TypeScript does: with comments, and commas behind the last item. */
function readJson(path) {
  const text = readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  const plain = text.replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[^]*?\*\//g, (_, string) => string ?? "");
  try {
    return JSON.parse(plain.replace(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, (_, string) => string ?? ""));
  } catch (error) {
    throw new Error(`${path}: ${error.message}`);
  }
}

function absolutePaths(options, folder) {
  const result = { ...options };
  for (const name of PATHS) if (result[name]) result[name] = resolve(folder, result[name]);
  if (result.paths) {
    const base = result.baseUrl ?? folder;
    result.paths = Object.fromEntries(Object.entries(result.paths).map(([key, places]) => [key, places.map((place) => resolve(base, place))]));
  }
  return result;
}

/** Where a configuration that another one extends lies, or undefined. */
function extendedFile(specifier, folder, anchor) {
  const candidates = [specifier, `${specifier}.json`, `${specifier}/tsconfig.json`];
  if (/^\.{1,2}($|\/)/.test(specifier) || isAbsolute(specifier)) {
    return candidates.map((path) => resolve(folder, path)).find((path) => path.endsWith(".json") && existsSync(path));
  }
  const { resolve: resolvePackage } = createRequire(anchor);
  for (const candidate of candidates) {
    try {
      const found = resolvePackage(candidate);
      if (found.endsWith(".json")) return found;
    } catch {
      // The next form of the name.
    }
  }
  return undefined;
}

/** The options of a file with those that it extends; notes the files, and whether one is of a package. */
function readOptions(path, anchor, notes) {
  notes.files.push(path);
  const { compilerOptions = {}, extends: named = [], files, references = [] } = readJson(path);
  const merged = {};
  for (const specifier of [named].flat()) {
    const extended = extendedFile(specifier, dirname(path), anchor);
    if (!extended) continue;
    if (!specifier.startsWith(".") && !isAbsolute(specifier)) notes.ofPackage = true;
    Object.assign(merged, readOptions(extended, anchor, notes));
  }
  // A "solution" has no sources: those of the page are its first project's.
  const [first] = files?.length === 0 ? references : [];
  const project = first && [resolve(dirname(path), first.path), resolve(dirname(path), first.path, "tsconfig.json")].find((file) => file.endsWith(".json") && existsSync(file));
  if (project) Object.assign(merged, readOptions(project, anchor, notes));
  return { ...merged, ...absolutePaths(compilerOptions, dirname(path)) };
}

function nearest(folder, workspace) {
  const path = join(folder, "tsconfig.json");
  if (existsSync(path)) return path;
  return folder === workspace || folder === dirname(folder) ? undefined : nearest(dirname(folder), workspace);
}

/**
 * Vite's settings for the TypeScript of the sources.
 *
 * @param places {root, workspace, anchor}: the sources, the checkout, and a file from which packages are found.
 * @param cacheDir a folder to write to.
 * @param version Vite's version.
 * @return {{settings: object, files: string[]}} the settings, and the files that they depend on.
 */
export function typescriptSettings({ root, workspace, anchor }, cacheDir, version) {
  const path = nearest(root, workspace);
  if (!path) return { settings: {}, files: [] };
  const notes = { files: [], ofPackage: false };
  const compilerOptions = readOptions(path, anchor, notes);
  const files = notes.files.filter((file) => !file.includes("/node_modules/"));
  if (!notes.ofPackage) return { settings: {}, files: [] };
  const text = JSON.stringify({ compilerOptions }, null, 2);
  if (Number(version.split(".")[0]) < 8) return { settings: { esbuild: { tsconfigRaw: text } }, files };
  const tsconfig = join(cacheDir, "tsconfig.json");
  writeFileSync(tsconfig, text + "\n");
  return { settings: { tsconfig }, files };
}
