/**
 * `electron.dist` under a real Bazel: mirrors, checksums, what is said where there is no archive, and mistakes.
 *
 *     TK_BAZEL_BIN=... node rules/electron/tests/extension/extension.test.mjs
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";

const bazel = process.env.TK_BAZEL_BIN ?? assert.fail("TK_BAZEL_BIN must name the Bazel to run (./tk env prints it)");
const version = "45.4.1";
const archive = `electron-v${version}-linux-x64.zip`;
const content = "an archive";
const sha256 = createHash("sha256").update(content).digest("hex");
const available = `available: ${archive} (SHA-256 ${sha256})\n`;
let temporary, workspace;

/** The checkout that this file lies in. */
function checkout() {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, "MODULE.bazel"))) folder = dirname(folder);
  return folder;
}

/** Where this checkout has its modules from, for a workspace elsewhere. */
function settings(root) {
  const own = join(root, ".tk/bazelrc");
  const lines = existsSync(own) ? readFileSync(own, "utf8").replaceAll("%workspace%", root).split("\n") : [];
  return [...lines.filter((line) => line.startsWith("common")), "common --check_direct_dependencies=off", ""].join("\n");
}

function writeModule(...dists) {
  const root = checkout();
  const text = `module(name = "sample")
bazel_dep(name = "tachikoma")
local_path_override(module_name = "tachikoma", path = "${root}")
electron = use_extension("@tachikoma//rules/electron:extensions.bzl", "electron")
${dists.map((dist) => `electron.dist(${dist})`).join("\n")}
use_repo(electron, "electron_dist")
`;
  writeFileSync(join(workspace, "MODULE.bazel"), text);
}

/** Puts a file where an archive is looked for in a mirror; returns the mirror's address. */
function mirror(name, text, folder = `v${version}`) {
  mkdirSync(join(temporary, name, folder), { recursive: true });
  writeFileSync(join(temporary, name, folder, archive), text);
  return `file://${join(temporary, name)}/`;
}

function run(command, args, env = {}) {
  const startup = ["--nohome_rc", "--nosystem_rc", `--output_base=${join(temporary, "output")}`];
  // Without a cache of downloads: it would answer for every address.
  const options = command === "shutdown" ? [] : ["--curses=no", "--noshow_progress", "--repository_cache="];
  const { status, stderr } = spawnSync(bazel, [...startup, command, ...options, ...args], {
    cwd: workspace,
    encoding: "utf8",
    env: { HOME: join(temporary, "home"), PATH: process.env.PATH, USER: "test", ...env },
  });
  return { status, stderr };
}

/** Fetches the archive; returns the one line that says how that went. */
function statusOf(env) {
  const { status, stderr } = run("build", ["@electron_dist//:linux-x64"], env);
  assert.equal(status, 0, stderr);
  const [file] = globSync(join(temporary, "output/external/*electron_dist_linux-x64/STATUS"));
  return readFileSync(file, "utf8");
}

const own = `version = "${version}", platforms = ["linux-x64"], sha256 = {"linux-x64": "${sha256}"}`;

before(() => {
  temporary = mkdtempSync(join(process.env.TEST_TMPDIR ?? tmpdir(), "electron-dist-"));
  workspace = join(temporary, "workspace");
  for (const folder of ["home", "workspace"]) mkdirSync(join(temporary, folder));
  writeFileSync(join(workspace, ".bazelrc"), settings(checkout()));
  writeFileSync(join(workspace, "BUILD.bazel"), 'exports_files([".npmrc"])\n');
  writeFileSync(join(workspace, ".npmrc"), "");
  writeFileSync(join(workspace, "empty.yaml"), "lockfileVersion: '9.0'\n");
  writeFileSync(join(workspace, "pnpm-lock.yaml"), "lockfileVersion: '9.0'\npackages:\n  electron@9.9.9:\n    resolution: {integrity: sha512-a}\n");
  writeFileSync(join(workspace, "two.yaml"), "lockfileVersion: '9.0'\npackages:\n  electron@9.9.9:\n    resolution: {integrity: sha512-a}\n  electron@9.9.8:\n    resolution: {integrity: sha512-b}\n");
});

after(() => {
  run("shutdown", []);
  spawnSync("chmod", ["-R", "u+w", temporary]);
  rmSync(temporary, { recursive: true, force: true });
});

test("the archive comes from ELECTRON_MIRROR", () => {
  writeModule(own);
  assert.equal(statusOf({ ELECTRON_MIRROR: mirror("good", content) }), available);
});

test("another mirror is looked at as soon as it is named; what lies there is checked", () => {
  const address = mirror("bad", "something else");
  const actual = createHash("sha256").update("something else").digest("hex");
  const line = statusOf({ ELECTRON_MIRROR: address });
  assert.ok(line.startsWith(`unavailable: ${archive} at ${address}v${version}/${archive} has SHA-256 ${actual}, but Electron published ${sha256}`), line);
});

test("an address where nothing is does not fail the fetch; the reason names archive, SHA-256 and ELECTRON_MIRROR", () => {
  const line = statusOf({ ELECTRON_MIRROR: `file://${join(temporary, "nothing")}` });
  for (const part of [`unavailable: ${archive} (SHA-256 ${sha256})`, "set ELECTRON_MIRROR", `v${version}/${archive} exists`]) assert.ok(line.includes(part), line);
});

test("electron_mirror of the person's .npmrc is honoured, with variables", () => {
  mirror("person", content);
  writeFileSync(join(temporary, "home/.npmrc"), "electron_mirror=file://${PLACE}/person/\n");
  assert.equal(statusOf({ PLACE: temporary }), available);
  rmSync(join(temporary, "home/.npmrc"));
});

test("electron_mirror of the project's .npmrc and ELECTRON_CUSTOM_DIR are honoured", () => {
  const address = mirror("project", content, "releases/45");
  writeModule(`npmrc = "//:.npmrc", ${own}`);
  writeFileSync(join(workspace, ".npmrc"), `electron_mirror=${address}\n`);
  assert.equal(statusOf({ ELECTRON_CUSTOM_DIR: "releases/45" }), available);
});

/** A registry with the npm package of a version that the rules have never heard of; returns its integrity. */
function registry(checksums) {
  const folder = join(temporary, "registry/electron/-");
  mkdirSync(join(folder, "package"), { recursive: true });
  writeFileSync(join(folder, "package/checksums.json"), JSON.stringify(checksums));
  const packed = spawnSync("tar", ["-czf", "electron-9.9.9.tgz", "package"], { cwd: folder, encoding: "utf8" });
  assert.equal(packed.status, 0, packed.stderr);
  return `sha512-${createHash("sha512").update(readFileSync(join(folder, "electron-9.9.9.tgz"))).digest("base64")}`;
}

const lockOf = (...entries) => ["lockfileVersion: '9.0'", "", "packages:", "", ...entries.map(([version, integrity]) => `  electron@${version}:\n    resolution: {integrity: ${integrity}}\n    engines: {node: '>= 12'}\n`), "  electron-store@1.0.0:", "    resolution: {integrity: sha512-other}", ""].join("\n");

test("any version: the lock file's npm package has the checksums", () => {
  const other = "electron-v9.9.9-linux-x64.zip";
  const integrity = registry({ [other]: sha256 });
  mkdirSync(join(temporary, "nine/v9.9.9"), { recursive: true });
  writeFileSync(join(temporary, "nine/v9.9.9", other), content);
  writeFileSync(join(workspace, "pnpm-lock.yaml"), lockOf(["9.9.9", integrity]));
  writeModule('pnpm_lock = "//:pnpm-lock.yaml", platforms = ["linux-x64"]');
  const env = { ELECTRON_MIRROR: `file://${join(temporary, "nine")}`, npm_config_registry: `file://${join(temporary, "registry")}/` };
  assert.equal(statusOf(env), `available: ${other} (SHA-256 ${sha256})\n`);
  writeFileSync(join(workspace, "pnpm-lock.yaml"), lockOf(["9.9.9", integrity.replace(/-..../, "-AAAA")]));
  const line = statusOf(env);
  assert.ok(line.startsWith("unavailable: the checksums of Electron 9.9.9 could not be read: the npm package electron@9.9.9 was not found at file://"), line);
});

for (const [name, dists, message] of [
  ["a version without checksums", ['version = "1.2.3"'], `no SHA-256 is known for Electron 1.2.3 on darwin-arm64; name the lock file that has the npm package electron@1.2.3 as "pnpm_lock", or copy it from that package's checksums.json into "sha256"`],
  ["a lock file without Electron", ['pnpm_lock = "//:empty.yaml"'], "has no package electron; add it to package.json and run `pnpm install --lockfile-only`"],
  ["a lock file with another version", ['pnpm_lock = "//:pnpm-lock.yaml", version = "1.2.3"'], '"version" is 1.2.3, but'],
  ["a lock file with two versions", ['pnpm_lock = "//:two.yaml"'], 'has the versions 9.9.9, 9.9.8; name one as "version"'],
  ["a platform that there is not", ['platforms = ["linux-mips"]'], '"platforms" has "linux-mips"; choose from darwin-arm64'],
  ["two of one name", ["", ""], 'electron.dist: both sample and sample name an Electron distribution "electron_dist"; give one of them another "name"'],
]) {
  test(`refused: ${name}`, () => {
    writeModule(...dists);
    const { status, stderr } = run("build", ["@electron_dist//:linux-x64"]);
    assert.notEqual(status, 0);
    assert.ok(stderr.includes(message), stderr);
  });
}
