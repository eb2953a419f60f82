// What is said in several places is the same: the product's version, its licence, editions, and the versions of Rust and
// Node.js. //crates:workspace_agrees_test compares crates/workspace.bzl.

/** @param {import("../workspace.mjs").Workspace} workspace */
export function* checkVersions(workspace) {
  const { cargo, files, module, npm } = workspace;
  const { edition, license, version, "rust-version": rust } = cargo.workspace.package;
  const same = (file, what, has, wanted, source) => (has === wanted ? [] : [{ file, cause: `${what} is ${has}, and ${source} has ${wanted}`, repair: `make it ${wanted}, or change both` }]);

  yield* same("MODULE.bazel", "the version of the module", /^module\([^)]*version = "([^"]*)"/m.exec(module)?.[1], version, "Cargo.toml");
  yield* same("MODULE.bazel", "RUST_VERSION", workspace.inModule("RUST_VERSION")?.split(".").slice(0, 2).join("."), rust, "rust-version of Cargo.toml");
  for (const [, found] of module.matchAll(/^ {4}edition = "(\d+)"/gm)) yield* same("MODULE.bazel", "the edition of a Rust toolchain", found, edition, "Cargo.toml");
  for (const [, key, found] of files.text("rustfmt.toml").matchAll(/^(edition|style_edition) = "(\d+)"/gm)) yield* same("rustfmt.toml", key, found, edition, "Cargo.toml");
  for (const { file, json } of npm) {
    if (json.version !== undefined) yield* same(file, "the version", json.version, version, "Cargo.toml");
    if (json.license !== undefined) yield* same(file, "the licence", json.license, license, "Cargo.toml");
  }
  yield* node(npm[0], workspace.inModule("node_version"));
  yield* bazel(files);
}

function* node({ file, json }, version) {
  const asked = /^>=(\d+)\.(\d+)$/.exec(json.engines?.node ?? "");
  const [major, minor] = version.split(".").map(Number);
  const isEnough = asked && (major > Number(asked[1]) || (major === Number(asked[1]) && minor >= Number(asked[2])));
  if (!isEnough) yield { file, cause: `engines.node is ${json.engines?.node}, and MODULE.bazel takes Node.js ${version}`, repair: `make it ">=${major}.${minor}"` };
}

function* bazel(files) {
  const version = files.text(".bazelversion").trim();
  if (!files.has(`tools/ci/names_check/lists/bazel/${version}.tsv`)) yield { file: ".bazelversion", cause: `there is no list of the flags of Bazel ${version}`, repair: "tools/ci/names --record" };
}
