/**
 * Packs an Electron app:
 *
 *     node asar.mjs SPEC
 *
 * SPEC is written by electron_asar.bzl: {"label", "app": folder with the files of the app, "bundles": folder, "facts":
 * what electron_main says of it, "packageJson", "renderer": folder or "", "rendererDir", "packages": [{ "folder",
 * "name", "attribute" }], "unpack": [pattern], "out"}. Exits with 1 after one line for each thing that is wrong with the app.
 */
import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { DeclaredError, readJson } from "./declared_error.mjs";
import { writeArchive } from "./archive.mjs";
import { writePackageJson } from "./package_json.mjs";
import { installPackages, missingImports } from "./packages.mjs";
import { rendererPlace } from "./renderer_place.mjs";

function addBundles({ app, bundles }, { root }) {
  cpSync(bundles, join(app, root), { dereference: true, errorOnExist: true, force: false, recursive: true });
}

function addRenderer(spec, facts) {
  if (!spec.renderer) return;
  const target = join(spec.app, rendererPlace(spec, facts));
  cpSync(spec.renderer, target, { dereference: true, recursive: true });
}

/** Everything that is wrong, at once. */
function fail(problems) {
  if (problems.length) throw new DeclaredError(problems);
}

async function pack(spec) {
  mkdirSync(spec.app, { recursive: true });
  const facts = readJson(spec.facts);
  addBundles(spec, facts);
  addRenderer(spec, facts);
  writePackageJson(spec, facts.main);
  fail(installPackages(spec.packages, spec.app));
  fail(missingImports(facts.imports, spec.app));
  await writeArchive(spec.app, spec.out, [...spec.unpack, ...facts.unpack]);
}

const spec = JSON.parse(readFileSync(process.argv[2], "utf8"));
try {
  await pack(spec);
} catch (error) {
  if (error instanceof DeclaredError) for (const problem of error.problems) console.error(`${spec.label}: ${problem}`);
  else console.error(error);
  process.exitCode = 1;
}
