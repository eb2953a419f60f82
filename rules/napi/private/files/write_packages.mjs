// Writes the npm packages of a native module, ready for `npm publish`: out/main, and out/npm/<platform> for each platform
// with its binary; and report.txt, with a line for each check.
//
// The specification has {label, js, dts, config, mainFiles, binaries: [{path or folder, triple, origin}], elsewhere,
// systemLibraries}; napi_package.bzl says what they are. What a napi_module made for the first platform lies in built/0,
// other files of the package in package/.
import { cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { requireBinary } from "./binary.mjs";
import { cli } from "./cli.mjs";
import { requireLibraries } from "./libraries.mjs";
import { loadHere } from "./load_here.mjs";
import { checkManifest } from "./manifest.mjs";
import { chooseTargets } from "./targets.mjs";

const OUT = "out";
const MANIFEST = "package/package.json";

/** Scripts that npm runs where it publishes; what they would do is done. */
const PUBLISHING_SCRIPTS = ["prepublish", "prepublishOnly", "prepack", "postpack", "prepare", "preprepare", "postprepare", "publish", "postpublish"];

function copy(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true, dereference: true });
}

function writeJson(path, value) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}

function checkPublishable(label, manifest) {
  const problem = (what, wayOut) => new Error(`${label}: package.json ${what}; ${wayOut}`);
  for (const field of ["name", "version"]) {
    if (!manifest[field]) throw problem(`has no ${JSON.stringify(field)}`, "npm publishes no package without: add it");
  }
  if (manifest.private) throw problem('has "private": true', "npm refuses to publish it: remove the field");
  for (const field of ["dependencies", "peerDependencies", "optionalDependencies"]) {
    const local = Object.entries(manifest[field] ?? {}).find(([, range]) => /^(?:workspace|link|file|catalog):/.test(range));
    if (local) throw problem(`has ${JSON.stringify(field)}: {${JSON.stringify(local[0])}: ${JSON.stringify(local[1])}}`, "npm does not know what that is once it is published: name a version");
  }
}

/** Does what says on the way what it is doing, which is nothing that a build should show. */
async function quietly(action) {
  const { error } = console;
  console.error = () => {};
  try {
    return await action();
  } finally {
    console.error = error;
  }
}

/** package.json and README.md of each platform, as @napi-rs/cli writes them. */
async function writePlatformManifests(manifest, config, targets) {
  const { packageJson, ...napi } = config;
  const triples = targets.map(({ triple }) => triple);
  writeJson("platforms/package.json", { ...manifest, napi: { ...napi, targets: triples } });
  await quietly(() => new cli.NapiCli().createNpmDirs({ cwd: "platforms", npmDir: "npm", packageJsonPath: "package.json" }));
}

/** Where a binary lies: in what a napi_module made it has the name that the loader asks for. */
const binaryOf = ({ path, folder, target }, binaryName) => path ?? join(folder, `${binaryName}.${target.platformArchABI}.node`);

/** Checks a binary; says what it is. */
function checkBinary(path, target, systemLibraries) {
  const cpus = target.arch === "universal" ? ["x64", "arm64"] : [target.arch];
  const os = ["android", "openharmony"].includes(target.platform) ? "linux" : target.platform;
  const binary = requireBinary(path, os, cpus);
  const libc = requireLibraries(binary, target, systemLibraries);
  const needed = binary.needed.map((library) => library.split("/").at(-1)).join(", ") || "no library";
  return [`${binary.format} for ${target.platformArchABI}`, libc, `needs ${needed}`].filter(Boolean).join(", ");
}

function writePlatform(path, target, binaryName) {
  const folder = join(OUT, "npm", target.platformArchABI);
  const from = join("platforms", "npm", target.platformArchABI);
  for (const file of ["package.json", "README.md"]) copy(join(from, file), join(folder, file));
  copy(path, join(folder, `${binaryName}.${target.platformArchABI}.node`));
}

/** The main package: the loader, the declarations, and what the user adds; its package.json asks for the platforms. */
function writeMain({ label, js, dts, mainFiles }, manifest, config, targets) {
  const main = join(OUT, "main");
  for (const path of [js, dts]) copy(join("built/0", path), join(main, path));
  for (const path of mainFiles) copy(join("package", path), join(main, path));
  checkManifest(label, manifest, [js, dts, ...mainFiles.map((path) => (statSync(join("package", path)).isDirectory() ? `${path}/` : path))]);
  const { scripts = {}, ...rest } = manifest;
  const kept = Object.fromEntries(Object.entries(scripts).filter(([name]) => !PUBLISHING_SCRIPTS.includes(name)));
  const platforms = targets.map(({ platformArchABI }) => [`${config.packageName}-${platformArchABI}`, manifest.version]);
  writeJson(join(main, "package.json"), {
    ...rest,
    ...(Object.keys(kept).length > 0 ? { scripts: kept } : {}),
    optionalDependencies: { ...manifest.optionalDependencies, ...Object.fromEntries(platforms) },
  });
}

/** Writes the packages. @param specification what napi_package.bzl writes. */
export async function writePackages(specification) {
  const { label, config: configFile, systemLibraries } = specification;
  const manifest = JSON.parse(readFileSync(MANIFEST, "utf8").replace(/^\uFEFF/, ""));
  checkPublishable(label, manifest);
  writeJson(MANIFEST, manifest);
  const config = await cli.readNapiConfig(MANIFEST, configFile ? `package/${configFile}` : undefined);
  const { here, all } = chooseTargets(specification, config.targets);
  const lines = [];
  for (const one of here) {
    try {
      lines.push(`PASS  ${one.target.platformArchABI}: ${checkBinary(binaryOf(one, config.binaryName), one.target, systemLibraries)}\n`);
    } catch (error) {
      throw new Error(`${label}: ${one.origin}: ${error.message}`);
    }
  }
  await writePlatformManifests(manifest, config, here.map(({ target }) => target));
  for (const one of here) writePlatform(binaryOf(one, config.binaryName), one.target, config.binaryName);
  writeMain(specification, manifest, config, all);
  lines.push(await loadHere({ label, out: OUT, js: specification.js, name: manifest.name, packageName: config.packageName, targets: here.map(({ target }) => target) }));
  writeFileSync("report.txt", lines.join(""));
}
