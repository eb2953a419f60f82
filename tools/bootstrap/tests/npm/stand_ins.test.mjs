// The npm stand-ins under a real Bazel: what a changed lock runs again, where archives come from, and what is said
// about a lock that is wrong. Run by hand: TK_BAZEL_BIN=... node stand_ins.test.mjs
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { BazelWorkspace } from "./bazel_workspace.mjs";
import { startRegistry } from "./registry.mjs";

const TOKEN = "a-secret";
let temporary, registry, workspace;

const IMPORTERS = `importers:

  .:
    dependencies:
      '@scope/private':
        specifier: 1.0.0
        version: 1.0.0
      other:
        specifier: 1.0.0
        version: 1.0.0
      unused:
        specifier: 1.0.0
        version: 1.0.0
      user:
        specifier: 1.0.0
        version: 1.0.0

  app:
    dependencies:
      '@local/packaged':
        specifier: workspace:*
        version: link:../packaged
      library:
        specifier: workspace:*
        version: link:../library

  library: {}

  packaged:
    dependencies:
      other:
        specifier: 1.0.0
        version: 1.0.0

`;

const packages = (leaf, other) => {
  const resolution = (id) => `resolution: {integrity: ${registry.integrity(id)}}`;
  return `packages:

  '@scope/private@1.0.0':
    ${resolution("@scope/private@1.0.0")}

  leaf@${leaf}:
    ${resolution(`leaf@${leaf}`)}

  nowhere@1.0.0:
    resolution: {integrity: sha512-${"A".repeat(86)}==}
    os: [nothing]

  other@1.0.0:
    resolution: {integrity: ${other}}

  unused@1.0.0:
    ${resolution("unused@1.0.0")}

  user@1.0.0:
    ${resolution("user@1.0.0")}

`;
};

const snapshots = (leaf) => `snapshots:

  '@scope/private@1.0.0': {}

  leaf@${leaf}:
    dependencies:
      user: 1.0.0

  nowhere@1.0.0:
    optional: true

  other@1.0.0: {}

  unused@1.0.0: {}

  user@1.0.0:
    dependencies:
      leaf: ${leaf}
    optionalDependencies:
      nowhere: 1.0.0
`;

/** The lock of the sample workspace; `leaf` is the version of what `user` needs. */
function lock({ leaf = "1.0.0", other = registry.integrity("other@1.0.0") } = {}) {
  return `lockfileVersion: '9.0'\n\n${IMPORTERS}${packages(leaf, other)}${snapshots(leaf)}`;
}

const json = (name, version) => `${JSON.stringify({ name, version })}\n`;

before(async () => {
  temporary = mkdtempSync(join(process.env.TEST_TMPDIR ?? tmpdir(), "npm packages-"));
  const packages = ["leaf@1.0.0", "leaf@1.1.0", "other@1.0.0", "unused@1.0.0", "user@1.0.0", "@scope/private@1.0.0"];
  registry = await startRegistry(temporary, packages, TOKEN);
  workspace = new BazelWorkspace(temporary);
});

beforeEach(() => {
  workspace.write("pnpm-lock.yaml", lock());
  workspace.write(".npmrc", `registry=${registry.address}/npm\n`);
});

after(async () => {
  await workspace?.close();
  registry?.close();
});

test("packages come from the project's registry, and only those that are built", async () => {
  const { code, said } = await workspace.build(["//:of_user", "//:of_other"]);
  assert.equal(code, 0, said);
  assert.equal(workspace.read("bazel-bin/of_user.txt"), json("user", "1.0.0") + json("leaf", "1.0.0"));
  assert.equal(workspace.read("bazel-bin/of_other.txt"), json("other", "1.0.0"));
  assert.deepEqual(registry.requests(), [
    "/npm/leaf/-/leaf-1.0.0.tgz",
    "/npm/other/-/other-1.0.0.tgz",
    "/npm/user/-/user-1.0.0.tgz",
  ]);
});

test("packages of the workspace are linked, with what they depend on", async () => {
  const { code, said } = await workspace.build(["//app:of_packaged", "//app:of_library"]);
  assert.equal(code, 0, said);
  assert.equal(workspace.read("bazel-bin/app/of_packaged.txt"), json("@local/packaged", "3.0.0") + json("other", "1.0.0"));
  assert.equal(workspace.read("bazel-bin/app/of_library.txt"), json("library", "4.0.0"));
});

test("a changed version in the lock runs again what needs it, and only that", async () => {
  const targets = ["//:of_user", "//:of_other"];
  assert.equal((await workspace.build(targets)).code, 0);
  registry.requests();
  workspace.write("pnpm-lock.yaml", lock({ leaf: "1.1.0" }));
  const { code, said, ran } = await workspace.build(targets);
  assert.equal(code, 0, said);
  assert.equal(workspace.read("bazel-bin/of_user.txt"), json("user", "1.0.0") + json("leaf", "1.1.0"));
  assert.deepEqual(registry.requests(), ["/npm/leaf/-/leaf-1.1.0.tgz"]);
  const spawned = ran.filter((action) => !action.startsWith("UnresolvedSymlink"));
  assert.deepEqual(spawned, ["NpmPackageExtract //:.aspect_rules_js/leaf@1.1.0", "Versions //:of_user"]);
  const again = await workspace.build(targets);
  assert.deepEqual([again.code, again.ran], [0, []]);
});

test("a scope has its own registry, with a token from the environment", async () => {
  const place = `${registry.address.replace("http:", "")}/private/`;
  workspace.write(
    ".npmrc",
    `registry=${registry.address}/npm/\n@scope:registry=${registry.address}/private/\n${place}:_authToken=\${SAMPLE_TOKEN}\n`,
  );
  const refused = await workspace.build(["//:of_private"], { env: { SAMPLE_TOKEN: "wrong" } });
  assert.equal(refused.code, 1, refused.said);
  assert.match(refused.said, /npm package @scope\/private@1\.0\.0 could not be downloaded from .*\/private\/@scope\/private\/-\//);
  const { code, said } = await workspace.build(["//:of_private"], { env: { SAMPLE_TOKEN: TOKEN } });
  assert.equal(code, 0, said);
  assert.doesNotMatch(refused.said + said, new RegExp(TOKEN));
  assert.ok(registry.requests().includes("/private/@scope/private/-/private-1.0.0.tgz"));
});

test("an archive that is not what the lock says is refused by name", async () => {
  workspace.write("pnpm-lock.yaml", lock({ other: `sha512-${"A".repeat(86)}==` }));
  const { code, said } = await workspace.build(["//:of_other"]);
  assert.equal(code, 1, said);
  assert.match(said, /npm package other@1\.0\.0 could not be downloaded from .* or does not match the pinned hash/);
  assert.match(said, /Checksum was sha512-.* but wanted sha512-/);
  assert.match(said, /npm view other@1\.0\.0 dist\.integrity/);
});

test("the environment's registry comes before the project's", async () => {
  workspace.write("pnpm-lock.yaml", lock({ leaf: "1.1.0" }));
  workspace.write(".npmrc", "registry=http://127.0.0.1:9/\n");
  const env = { npm_config_registry: `${registry.address}/npm` };
  registry.requests();
  const { code, said } = await workspace.build(["//:node_modules/unused"], { env });
  assert.equal(code, 0, said);
  assert.deepEqual(registry.requests(), ["/npm/unused/-/unused-1.0.0.tgz"]);
});

test("the user's registry is taken where the project has none", async () => {
  workspace.write(".npmrc", "save-exact=true\n");
  writeFileSync(join(workspace.home, ".npmrc"), `registry=${registry.address}/mine\n`);
  registry.requests();
  const { code, said } = await workspace.build(["//:node_modules/unused"], { flags: ["--repository_cache="] });
  rmSync(join(workspace.home, ".npmrc"));
  assert.equal(code, 0, said);
  assert.deepEqual(registry.requests(), ["/mine/unused/-/unused-1.0.0.tgz"]);
});

test("without any configuration npm itself is asked, and without npm it is said what to set", async () => {
  workspace.write(".npmrc", "");
  const empty = join(temporary, "no-npm");
  mkdirSync(empty);
  const targets = ["//:of_other"];
  const env = { NPM_CONFIG_GLOBALCONFIG: join(temporary, "absent") };
  const without = await workspace.build(targets, { env, flags: [`--repo_env=PATH=${empty}`] });
  assert.equal(without.code, 1, without.said);
  assert.match(without.said, /No npm registry is configured.*Set the environment variable npm_config_registry/);
  const npm = join(empty, "npm");
  writeFileSync(npm, `#!/bin/sh\n[ "$*" = "config get registry" ] && echo ${registry.address}/npm/\n`, { mode: 0o755 });
  registry.requests();
  const found = await workspace.build(targets, { env, flags: [`--repo_env=PATH=${empty}`, "--repository_cache="] });
  assert.equal(found.code, 0, found.said);
});

for (const [name, spoil, message] of [
  ["a version of the format that is not known", (text) => text.replace("'9.0'", "'5.4'"), /lockfileVersion is "5\.4", and 9\.x is what can be read/],
  ["a dependency that is not described", (text) => text.replaceAll("leaf@1.0.0:", "leef@1.0.0:"), /user@1\.0\.0 depends on leaf@1\.0\.0, which the lock does not describe/],
  ["a package without a hash", (text) => text.replace(/resolution: \{integrity: [^}]*\}\n\n {2}user/, "resolution: {type: git}\n\n  user"), /unused@1\.0\.0 has no integrity/],
  ["a line that pnpm does not write", (text) => `${text}\n  ? odd\n`, /line \d+ is not what pnpm writes: \? odd/],
  ["a member whose node_modules Bazel would read", (text) => text.replace("\npackages:", "\n  member: {}\n\npackages:"), /these folders must be listed[\s\S]*member\/node_modules/],
]) {
  test(`a lock with ${name} is refused`, async () => {
    const spoiled = spoil(lock());
    assert.notEqual(spoiled, lock());
    workspace.write("pnpm-lock.yaml", spoiled);
    const { code, said } = await workspace.build(["//:of_other"]);
    assert.notEqual(code, 0);
    assert.match(said, message);
  });
}

test("a package that the lock does not know is named", async () => {
  workspace.write("stranger/BUILD.bazel", 'load("@npm//:defs.bzl", "npm_link_all_packages")\nnpm_link_all_packages(name = "node_modules")\n');
  const { code, said } = await workspace.build(["//stranger:node_modules"]);
  assert.equal(code, 1);
  assert.match(said, /npm_link_all_packages in "stranger": pnpm-lock\.yaml has no importer of that name/);
});

test("a version of Node.js without pinned hashes is refused with those that have them", async () => {
  const modules = workspace.read("MODULE.bazel");
  workspace.write(
    "MODULE.bazel",
    `${modules}
node = use_extension("@rules_nodejs//nodejs:extensions.bzl", "node")
node.toolchain(node_version = "1.2.3")
use_repo(node, "nodejs_toolchains")
`,
  );
  const { code, said } = await workspace.build(["@nodejs_toolchains//:all"]);
  workspace.write("MODULE.bazel", modules);
  assert.notEqual(code, 0);
  assert.match(said, /node_version "1\.2\.3" of module sample is none that packages mode has: 22\.20\.0\.[\s\S]*NODE_INTEGRITY/);
});
