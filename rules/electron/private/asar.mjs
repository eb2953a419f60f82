/**
 * Packs an Electron app:
 *
 *     node asar.mjs SPEC
 *
 * SPEC is written by electron_asar.bzl: {"label", "app": folder with dist/, "external": [package],
 * "packageJson", "packages": [folder], "out"}.
 * Exits with 1 after one line that says what is wrong with the app.
 */
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createPackageWithOptions } from "@electron/asar";

/** A mistake in what was declared: reported without a stack. */
class AppError extends Error {}

// What Electron and Node.js read at run time, and what the app may show of itself.
const runtimeFields = ["name", "productName", "version", "description", "author", "license", "type", "main"];

function readJson(path) {
  try {
    // Editors may put a byte order mark in front; npm skips it.
    return JSON.parse(readFileSync(path, "utf8").replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new AppError(`${path}: ${error.message}`);
  }
}

function writePackageJson(spec) {
  const source = readJson(spec.packageJson);
  for (const field of ["name", "version", "main"]) {
    if (typeof source[field] !== "string" || source[field] === "") throw new AppError(`package.json has no "${field}"; add it`);
  }
  if (!existsSync(join(spec.app, source.main))) {
    throw new AppError(`package.json has "main": "${source.main}", which is not in the app; the bundle is "dist/main/index.js"`);
  }
  const kept = Object.fromEntries(runtimeFields.filter((field) => field in source).map((field) => [field, source[field]]));
  writeFileSync(join(spec.app, "package.json"), JSON.stringify(kept, null, 2) + "\n");
}

function addPackage(folder, app) {
  if (!existsSync(join(folder, "package.json"))) throw new AppError(`native: a package has no package.json; it has ${readdirSync(folder).join(", ") || "nothing"}`);
  const { name } = readJson(join(folder, "package.json"));
  if (typeof name !== "string" || name === "") throw new AppError('native: a package.json has no "name"; add it');
  const target = join(app, "node_modules", name);
  if (existsSync(target)) throw new AppError(`native: two packages are named ${name}`);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(folder, target, { dereference: true, filter: (path) => !/\.d\.[cm]?ts$/.test(path), recursive: true });
}

/** Bazel's outputs are all executable, sources are not: the archive must not tell them apart. */
function unifyModes(path) {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    chmodSync(child, entry.isDirectory() ? 0o755 : 0o644);
    if (entry.isDirectory()) unifyModes(child);
  }
}

async function pack(spec) {
  if (!existsSync(join(spec.app, "dist/renderer/index.html"))) throw new AppError("renderer: the directory has no index.html");
  writePackageJson(spec);
  for (const folder of spec.packages) addPackage(folder, spec.app);
  for (const name of spec.external) {
    if (!existsSync(join(spec.app, "node_modules", name))) throw new AppError(`"main" has the external package ${name}, but "native" does not include it; add it there`);
  }
  unifyModes(spec.app);
  await createPackageWithOptions(spec.app, spec.out, { unpack: "*.node" });
  mkdirSync(spec.out + ".unpacked", { recursive: true });
}

const spec = JSON.parse(readFileSync(process.argv[2], "utf8"));
try {
  await pack(spec);
} catch (error) {
  console.error(error instanceof AppError ? `${spec.label}: ${error.message}` : error);
  process.exitCode = 1;
}
