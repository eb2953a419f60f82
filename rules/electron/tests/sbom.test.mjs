/** What electron_sbom lists, against CycloneDX's schema and against what is in the app. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import { createPackageWithOptions } from "@electron/asar";

const built = readFileSync("rules/electron/tests/told.cdx.json", "utf8");
const label = JSON.parse(readFileSync("built.json", "utf8")).label;

async function validated(text) {
  assert.equal(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text), null);
  return JSON.parse(text);
}

const byName = (bom) => new Map(bom.components.map((component) => [[component.group, component.name].filter(Boolean).join("/"), component]));
const dependsOn = (bom, ref) => bom.dependencies.find((dependency) => dependency.ref === ref).dependsOn ?? [];

test("it is CycloneDX 1.6, and says of what it is", async () => {
  const bom = await validated(built);
  assert.deepEqual([bom.bomFormat, bom.specVersion, bom.version], ["CycloneDX", "1.6", 1]);
  assert.match(bom.serialNumber, /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const { component, timestamp } = bom.metadata;
  assert.equal(timestamp, undefined, "a time would be another with every build");
  assert.deepEqual([component.type, component.name], ["application", JSON.parse(readFileSync("rules/electron/tests/told/package.json", "utf8")).name]);
});

test("a package of the archive is listed with its licence, package URL and checksum", async () => {
  const superstruct = byName(await validated(built)).get("superstruct");
  const integrity = /superstruct@2\.0\.2:\n.*integrity: sha512-([^}]*)}/.exec(readFileSync("pnpm-lock.yaml", "utf8"))[1];
  assert.deepEqual(superstruct, {
    type: "library",
    name: "superstruct",
    version: "2.0.2",
    "bom-ref": "npm:superstruct@2.0.2",
    hashes: [{ alg: "SHA-512", content: Buffer.from(integrity, "base64").toString("hex") }],
    licenses: [{ license: { id: "MIT" } }],
    purl: "pkg:npm/superstruct@2.0.2",
  });
});

test("Electron is listed by its name on npm", async () => {
  const { purl, type, version } = byName(await validated(built)).get("electron");
  assert.deepEqual([type, version, purl], ["framework", "45.4.1", "pkg:npm/electron@45.4.1"]);
});

test("what a page is made of is listed, with what that depends on", async () => {
  const bom = await validated(built);
  const components = byName(bom);
  const manifest = JSON.parse(readFileSync("node_modules/svelte/package.json", "utf8"));
  for (const name of ["svelte", ...Object.keys(manifest.dependencies).filter((dependency) => !dependency.startsWith("@types/"))]) assert.ok(components.has(name), name);
  assert.ok(dependsOn(bom, components.get("svelte")["bom-ref"]).some((ref) => ref.startsWith("npm:esm-env@")));
  assert.deepEqual([...components.keys()].filter((name) => name.startsWith("@types/")), []);
  const direct = dependsOn(bom, bom.metadata.component["bom-ref"]);
  assert.ok(direct.includes(components.get("svelte")["bom-ref"]));
  assert.ok(direct.includes(components.get("electron")["bom-ref"]));
  assert.ok(!direct.some((ref) => ref.startsWith("npm:esm-env@")), "esm-env is there because svelte needs it");
});

/** Runs the script on an app with these packages, {path: package.json}. */
async function run(packages, change = () => {}, umask = "022") {
  const folder = mkdtempSync(join(process.cwd(), "sbom-"));
  for (const [path, manifest] of Object.entries({ "": { name: "@example/demo", version: "1.0.0" }, ...packages })) {
    mkdirSync(join(folder, "app", path), { recursive: true });
    writeFileSync(join(folder, "app", path, "package.json"), JSON.stringify(manifest));
  }
  await createPackageWithOptions(join(folder, "app"), join(folder, "app.asar"), {});
  const spec = { ...JSON.parse(readFileSync("built.json", "utf8")), bundled: [], cargoLock: "", pnpmLock: "" };
  writeFileSync(join(folder, "facts.json"), JSON.stringify({ bundled: [] }));
  change(spec, folder);
  return start(spec, folder, umask);
}

function start(spec, folder, umask) {
  writeFileSync(join(folder, "spec.json"), JSON.stringify(spec));
  const script = resolve("rules/electron/private/sbom/sbom.mjs");
  const { status, stderr } = spawnSync("/bin/sh", ["-c", `umask ${umask}; exec "$0" "$@"`, process.execPath, script, "spec.json"], { cwd: folder, encoding: "utf8", env: { ...process.env, TZ: "Asia/Tokyo" } });
  return { status, stderr, text: status === 0 ? readFileSync(join(folder, "sbom.json"), "utf8") : "" };
}

test("licences are what packages say, in each form that npm ever had", async () => {
  const said = {
    id: ["MIT", [{ license: { id: "MIT" } }]],
    expression: ["(MIT OR Apache-2.0)", [{ expression: "(MIT OR Apache-2.0)" }]],
    exception: ["GPL-2.0-only WITH Classpath-exception-2.0", [{ expression: "GPL-2.0-only WITH Classpath-exception-2.0" }]],
    cargo: ["MIT/Apache-2.0", [{ expression: "MIT OR Apache-2.0" }]],
    file: ["SEE LICENSE IN LICENSE.txt", [{ license: { name: "SEE LICENSE IN LICENSE.txt" } }]],
    object: [{ type: "BSD-3-Clause", url: "https://example.org" }, [{ license: { id: "BSD-3-Clause" } }]],
    list: [[{ type: "MIT" }, { type: "Apache-2.0" }], [{ license: { id: "Apache-2.0" } }, { license: { id: "MIT" } }]],
    none: [undefined, undefined],
    empty: ["", undefined],
  };
  const packages = Object.fromEntries(Object.entries(said).map(([name, [license]]) => [`node_modules/${name}`, { name, version: "1.0.0", license }]));
  const { status, stderr, text } = await run(packages);
  assert.equal(status, 0, stderr);
  const components = byName(await validated(text));
  for (const [name, [, expected]] of Object.entries(said)) assert.deepEqual(components.get(name).licenses, expected, name);
});

test("each package depends on the version that Node.js finds", async () => {
  const { status, stderr, text } = await run({
    "node_modules/@scope/one": { name: "@scope/one", version: "1.0.0", dependencies: { two: "^1.0.0" } },
    "node_modules/@scope/one/node_modules/two": { name: "two", version: "1.0.0" },
    "node_modules/two": { name: "two", version: "2.0.0", private: true },
    "node_modules/two/esm": { type: "module" },
  });
  assert.equal(status, 0, stderr);
  const bom = await validated(text);
  assert.deepEqual(dependsOn(bom, "npm:@scope/one@1.0.0"), ["npm:two@1.0.0"]);
  assert.deepEqual(dependsOn(bom, "app:@example/demo@1.0.0"), ["npm:@scope/one@1.0.0", "npm:electron@45.4.1", "npm:two@2.0.0"]);
  assert.deepEqual(bom.components.map(({ purl }) => purl).sort(), ["pkg:npm/%40scope/one@1.0.0", "pkg:npm/electron@45.4.1", "pkg:npm/two@1.0.0", undefined]);
});

test("packages in bundles and crates are listed; those of the workspace have no package URL", async () => {
  const { status, stderr, text } = await run({}, (spec, folder) => {
    writeFileSync(join(folder, "facts.json"), JSON.stringify({ bundled: [{ name: "inside", version: "3.0.0", license: "ISC" }] }));
    cpSync("Cargo.lock", join(folder, "Cargo.lock"));
    const prost = /name = "prost"\nversion = "(.*)"/.exec(readFileSync("Cargo.lock", "utf8"))[1];
    const crates = [{ name: "prost", version: prost, license: "Apache-2.0", registry: true }, { name: "bep", version: "0.1.0", license: "", registry: false }];
    Object.assign(spec, { cargoLock: "Cargo.lock", crates: [...crates, crates[0]] });
  });
  assert.equal(status, 0, stderr);
  const components = byName(await validated(text));
  assert.equal(components.get("inside").purl, "pkg:npm/inside@3.0.0");
  assert.equal(components.get("bep").purl, undefined);
  const { hashes, licenses, purl, version } = components.get("prost");
  assert.equal(purl, `pkg:cargo/prost@${version}`);
  assert.deepEqual(licenses, [{ license: { id: "Apache-2.0" } }]);
  assert.ok(readFileSync("Cargo.lock", "utf8").includes(`checksum = "${hashes[0].content}"`));
});

test("other content has another serial number, the same has the same", async () => {
  const one = await run({ "node_modules/a": { name: "a", version: "1.0.0" } });
  const other = await run({ "node_modules/a": { name: "a", version: "1.0.1" } });
  assert.notEqual(JSON.parse(one.text).serialNumber, JSON.parse(other.text).serialNumber);
  assert.equal((await run({ "node_modules/a": { name: "a", version: "1.0.0" } }, undefined, "077")).text, one.text);
});

test("lock files that are none are refused", async () => {
  const locked = (attribute, name, text) => run({}, (spec, folder) => {
    spec[attribute] = name;
    writeFileSync(join(folder, name), text);
  });
  assert.equal((await locked("pnpmLock", "pnpm-lock.yaml", "")).stderr, `${label}: pnpm_lock: it cannot be read: expected a document, but the input is empty\n`);
  assert.equal((await locked("pnpmLock", "pnpm-lock.yaml", "lockfileVersion: 5\n")).stderr, `${label}: pnpm_lock: it has no "packages"; name the lock file of pnpm 9 or later that the app is built with\n`);
  assert.equal((await locked("cargoLock", "Cargo.lock", "")).stderr, `${label}: cargo_lock: it has no [[package]]; name the Cargo.lock that the native code is built with\n`);
});

test("made once more, in another folder, time zone and umask, it has the same bytes", () => {
  const folder = mkdtempSync(join(process.cwd(), "again-"));
  const spec = JSON.parse(readFileSync("built.json", "utf8"));
  for (const name of ["Cargo.lock", "pnpm-lock.yaml", "facts.json"]) cpSync(name, join(folder, name), { dereference: true });
  cpSync("rules/electron/tests/layout_told.asar", join(folder, "app.asar"), { dereference: true });
  cpSync("rules/electron/tests/layout_told.asar.unpacked", join(folder, "app.asar.unpacked"), { dereference: true, recursive: true });
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(realpathSync("node_modules/svelte"), join(folder, "node_modules/svelte"));
  const { stderr, text } = start(spec, folder, "077");
  assert.equal(text, built, stderr);
});
