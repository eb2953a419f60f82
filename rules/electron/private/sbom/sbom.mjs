/**
 * Lists what is inside an app:
 *
 *     node sbom.mjs SPEC
 *
 * SPEC is written by electron_sbom.bzl; app.asar and facts.json lie beside it. Exits with 1 after one line that says what
 * is wrong.
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { extractFile } from "@electron/asar";
import { Enums, Models, Serialize, Spec } from "@cyclonedx/cyclonedx-library";

import { DeclaredError, readJson } from "../asar/declared_error.mjs";
import { appComponent, crateComponent, electronComponent, npmComponent } from "./components.mjs";
import { crateHashes, npmHashes } from "./locks.mjs";
import { npmPackages } from "./npm_packages.mjs";

/** The npm packages, each with what it depends on. */
function npmComponents(packages, hashes) {
  const components = new Map([...packages].map(([key, found]) => [key, npmComponent(found, hashes)]));
  for (const [key, { dependencies }] of packages) {
    for (const dependency of dependencies) components.get(key).dependencies.add(components.get(dependency).bomRef);
  }
  return components;
}

/** What the app depends on itself: what it says, and what nothing else depends on. */
function directOf(packages, app) {
  const used = new Set([...packages.values()].flatMap(({ dependencies }) => [...dependencies]));
  const named = { ...app.dependencies, ...app.optionalDependencies };
  return [...packages].filter(([key, { name }]) => !used.has(key) || name in named).map(([key]) => key);
}

function describe(spec) {
  const app = JSON.parse(extractFile("app.asar", "package.json").toString("utf8"));
  const packages = npmPackages("app.asar", readJson("facts.json"), spec.bundled);
  packages.delete(`electron@${spec.electron.version}`);
  const npm = npmComponents(packages, npmHashes(spec.pnpmLock));
  const checksums = crateHashes(spec.cargoLock);
  // A crate may be compiled in several ways.
  const crates = [...new Map(spec.crates.map((crate) => [`${crate.name}@${crate.version}`, crateComponent(crate, checksums)])).values()];
  const electron = electronComponent(spec.electron);
  const root = appComponent(app, spec);
  for (const { bomRef } of [electron, ...crates, ...directOf(packages, app).map((key) => npm.get(key))]) root.dependencies.add(bomRef);
  const metadata = new Models.Metadata({ component: root, lifecycles: new Models.LifecycleRepository([Enums.LifecyclePhase.Build]) });
  return new Models.Bom({ components: new Models.ComponentRepository([electron, ...npm.values(), ...crates]), metadata });
}

/** A UUID that is the same for the same text: RFC 9562's version 8, from a SHA-256. */
function uuidOf(text) {
  const bytes = createHash("sha256").update(text).digest().subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x80;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function write(spec) {
  const bom = describe(spec);
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  const text = () => serializer.serialize(bom, { sortLists: true, space: 2 });
  bom.serialNumber = `urn:uuid:${uuidOf(text())}`;
  writeFileSync(spec.out, `${text()}\n`);
}

const spec = JSON.parse(readFileSync(process.argv[2], "utf8"));
try {
  write(spec);
} catch (error) {
  if (error instanceof DeclaredError) for (const problem of error.problems) console.error(`${spec.label}: ${problem}`);
  else console.error(error);
  process.exitCode = 1;
}
