import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { check, elsewhere } from "../check.mjs";
import { isAllowed, licenceOfManifest } from "../licence_expression.mjs";
import { cratesOfLock, packagesOfLock } from "../locks.mjs";
import { licencesBelow } from "../sources.mjs";

test("expressions are met with allowed licences, or not", () => {
  const met = (expression) => isAllowed(expression, ["MIT", "Apache-2.0", "Unicode-3.0"]);
  for (const good of ["MIT", "GPL-3.0 OR MIT", "MIT/GPL-3.0", "Apache-2.0 WITH LLVM-exception", "(MIT OR GPL-2.0) AND Unicode-3.0", "(MIT)"]) assert.ok(met(good), good);
  for (const bad of ["GPL-3.0", "MIT AND GPL-3.0", "(MIT OR Apache-2.0) AND GPL-2.0", "", "SEE LICENSE IN x", "MIT GPL-3.0", "mit", "UNLICENSED"]) assert.ok(!met(bad), bad);
  assert.throws(() => met("(MIT"), SyntaxError);
});

test("a manifest's licence in each of its forms", () => {
  assert.equal(licenceOfManifest({ license: "MIT" }), "MIT");
  assert.equal(licenceOfManifest({ license: { type: "ISC", url: "x" } }), "ISC");
  assert.equal(licenceOfManifest({ licenses: [{ type: "MIT" }, { type: "GPL-2.0" }] }), "MIT OR GPL-2.0");
  assert.equal(licenceOfManifest({}), undefined);
});

const CARGO = `version = 4

[[package]]
name = "ours"
version = "0.1.0"

[[package]]
name = "one"
version = "1.2.3"
source = "registry+x"

[[package]]
name = "two"
version = "2.0.0"
source = "registry+x"
`;
const PNPM = `lockfileVersion: '9.0'
packages:
  '@a/b@1.0.0': {resolution: {integrity: x}}
  c@2.0.0: {resolution: {integrity: x}}
  other-platform@1.0.0: {resolution: {integrity: x}, os: [plan9]}
snapshots:
  '@a/b@1.0.0(c@2.0.0)': {}
  c@2.0.0: {}
  other-platform@1.0.0: {optional: true}
`;

test("locks name what comes from registries, and what is for some platforms only", () => {
  assert.deepEqual(cratesOfLock(CARGO).map(({ name, version }) => `${name} ${version}`), ["one 1.2.3", "two 2.0.0"]);
  assert.deepEqual(packagesOfLock(PNPM).map(({ name, version, optional }) => [name, version, optional]), [
    ["@a/b", "1.0.0", false],
    ["c", "2.0.0", false],
    ["other-platform", "1.0.0", true],
  ]);
});

/** A tar archive of one file. */
function archive(path, text) {
  const header = Buffer.alloc(512);
  header.write(path, 0);
  header.write(text.length.toString(8).padStart(11, "0"), 124);
  return gzipSync(Buffer.concat([header, Buffer.from(text), Buffer.alloc(1536 - (text.length % 512))]));
}

test("licences are read where Bazel has the packages", () => {
  const external = mkdtempSync(join(process.env.TEST_TMPDIR ?? "/tmp", "external"));
  const write = (path, content) => {
    mkdirSync(dirname(join(external, path)), { recursive: true });
    writeFileSync(join(external, path), content);
  };
  write("rules_rust~~crate~crates/vendor/one-1.2.3/Cargo.toml", '[package]\nlicense = "MIT"\n');
  write("rules_rust++crate+crates__two-2.0.0/Cargo.toml", '[package]\nname = "two"\n');
  write("rules_js~~npm~npm__at_a_b/b_1.0.0.tgz", archive("package/package.json", '{"name":"@a/b","version":"1.0.0","license":"ISC"}'));
  write("rules_js++npm+npm__c__2.0.0/package/package.json", '{"name":"c","version":"2.0.0","license":"GPL-3.0"}');
  const packages = [...cratesOfLock(CARGO), ...packagesOfLock(PNPM)];
  const licences = licencesBelow(external, cratesOfLock(CARGO));
  assert.deepEqual(Object.fromEntries(licences), { "crate one@1.2.3": "MIT", "crate two@2.0.0": "", "npm @a/b@1.0.0": "ISC", "npm c@2.0.0": "GPL-3.0" });
  assert.deepEqual(elsewhere(packages, licences).map(({ name }) => name), ["other-platform"]);
  assert.deepEqual(check(packages, licences, { LICENCES: ["MIT", "ISC"], EXCEPTIONS: [], DUPLICATES: [] }), [
    "crate two@2.0.0: it names no licence",
    "npm c@2.0.0: its licence is GPL-3.0, which is not in LICENCES of limits.mjs",
  ]);
});
