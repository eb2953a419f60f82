/**
 * `cargo.workspace` under a real Bazel, which only loads packages: a change of a manifest or of sources is seen, and
 * mistakes are named.
 *
 *     TK_BAZEL_BIN=... node rules/cargo/tests/extension/extension.test.mjs
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, beforeEach, test } from "node:test";

const bazel = process.env.TK_BAZEL_BIN ?? assert.fail("TK_BAZEL_BIN must name the Bazel to run (./tk env prints it)");
const temporary = mkdtempSync(join(process.env.TEST_TMPDIR ?? tmpdir(), "cargo-workspace-"));
const workspace = join(temporary, "workspace");
const root = checkout();

/** The checkout that this file lies in. */
function checkout() {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, "MODULE.bazel"))) folder = dirname(folder);
  return folder;
}

/** Where this checkout has its modules from, for a workspace elsewhere. */
function settings() {
  const own = join(root, ".tk/bazelrc");
  const lines = existsSync(own) ? readFileSync(own, "utf8").replaceAll("%workspace%", root).split("\n") : [];
  return [...lines.filter((line) => line.startsWith("common")), "common --check_direct_dependencies=off", "common --noenable_workspace", ""].join("\n");
}

function write(files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    writeFileSync(join(workspace, path), text);
  }
}

const module = (...tags) => `module(name = "sample")
bazel_dep(name = "rules_rust")
bazel_dep(name = "tachikoma")
local_path_override(module_name = "tachikoma", path = "${root}")
cargo = use_extension("@tachikoma//rules/cargo:extensions.bzl", "cargo")
${tags.map((tag) => `cargo.workspace(${tag})`).join("\n")}
use_repo(cargo, "cargo")
`;

const BUILD = 'load("@cargo//:defs.bzl", "cargo_package")\n\ncargo_package()\n';

const FILES = {
  ".bazelrc": settings(),
  "BUILD.bazel": "",
  "Cargo.toml": '[workspace]\nmembers = ["one"]\n',
  "MODULE.bazel": module('manifest = "//:Cargo.toml"'),
  "one/BUILD.bazel": BUILD,
  "one/Cargo.toml": '[package]\nname = "one"\nedition = "2021"\n',
  "one/src/lib.rs": "",
};

function query(expression, ...flags) {
  const startup = ["--nohome_rc", "--nosystem_rc", `--output_base=${join(temporary, "output")}`];
  const { status, stdout, stderr } = spawnSync(bazel, [...startup, "query", "--curses=no", "--noshow_progress", ...flags, expression], {
    cwd: workspace,
    encoding: "utf8",
    env: { HOME: temporary, PATH: process.env.PATH, USER: "test" },
  });
  return { status, stdout, stderr };
}

function targets() {
  const { status, stdout, stderr } = query("//...");
  assert.equal(status, 0, stderr);
  return stdout.trim().split("\n").sort();
}

beforeEach(() => {
  rmSync(workspace, { recursive: true, force: true });
  write(FILES);
});

after(() => {
  spawnSync(bazel, ["--nohome_rc", "--nosystem_rc", `--output_base=${join(temporary, "output")}`, "shutdown"], { cwd: workspace });
  spawnSync("chmod", ["-R", "u+w", temporary]);
  rmSync(temporary, { recursive: true, force: true });
});

test("what is in the manifest and beside it becomes targets; what comes later, too", () => {
  assert.deepEqual(targets(), ["//one:check", "//one:doc_test", "//one:doc_test_like", "//one:one", "//one:unit_test", "//one:unit_test_program"]);
  write({ "one/src/bin/tool.rs": "", "one/tests/first.rs": "", "one/build.rs": "" });
  const found = targets();
  for (const target of ["build_script", "integration_test", "integration_test_first", "tool", "tool_unit_test"]) assert.ok(found.includes(`//one:${target}`), found.join(" "));
});

test("edition, version, features and lints are those of the package, and change with it", () => {
  const attributes = () => query('kind("rust_library", //one:one)', "--output=build").stdout;
  assert.match(attributes(), /edition = "2021"/);
  write({
    "Cargo.toml": '[workspace]\nmembers = ["one"]\n[workspace.package]\nversion = "4.5.6"\n[workspace.lints.rust]\nunsafe_code = "deny"\n',
    "one/Cargo.toml": '[package]\nname = "one"\nedition = "2018"\nversion.workspace = true\n[features]\ndefault = ["x"]\nx = []\n[lints]\nworkspace = true\n',
  });
  for (const wanted of [/edition = "2018"/, /version = "4.5.6"/, /crate_features = \["default", "x"\]/, /"--deny=unsafe_code"/]) assert.match(attributes(), wanted);
});

test("no lint is on that the workspace does not name", () => {
  assert.doesNotMatch(query("//one:one", "--output=build").stdout, /"--(?:allow|deny|forbid|warn)=/);
});

for (const [name, files, message] of [
  [
    "a folder that is no member",
    { "two/BUILD.bazel": BUILD, "two/src/lib.rs": "" },
    "//two: no Cargo.toml of the workspace is here; its packages are //one. Add the folder to [workspace] members in Cargo.toml, or use the rules of @rules_rust//rust:defs.bzl for a crate outside of the workspace",
  ],
  [
    "crates of a registry, but no `crates`",
    { "one/Cargo.toml": '[package]\nname = "one"\n[dependencies]\nserde = "1"\n' },
    '//one: Cargo.toml names crates of a registry: give cargo.workspace in MODULE.bazel `crates = "@crates//:defs.bzl"`',
  ],
  ["two of one name", { "MODULE.bazel": module('manifest = "//:Cargo.toml"', 'manifest = "//:Cargo.toml"') }, 'cargo.workspace: both sample and sample name a workspace "cargo"; give one of them another "name"'],
  ["another file", { "MODULE.bazel": module('manifest = "//:BUILD.bazel"') }, 'cargo.workspace(name = "cargo"): "manifest" is @@//:BUILD.bazel; give the Cargo.toml of the workspace\'s root'],
  ["neither manifests nor edition", { "one/BUILD.bazel": 'load("//:own.bzl", "x")\n', "own.bzl": 'load("@tachikoma//rules/cargo:defs.bzl", "cargo_rules")\nx = cargo_rules()\n' }, 'cargo_rules: "edition" is None: load the macros from @cargo//:defs.bzl, which reads it from Cargo.toml, or give it, for example "2024"'],
  [
    "a whole package, but manifests that are not read",
    { "one/BUILD.bazel": 'load("//:own.bzl", "cargo_package")\ncargo_package()\n', "own.bzl": 'load("@tachikoma//rules/cargo:defs.bzl", "cargo_rules")\ncargo_package = cargo_rules(edition = "2021").cargo_package\n' },
    "cargo_package: the workspace's Cargo.toml is not read: load it from the repository that cargo.workspace makes, @cargo//:defs.bzl",
  ],
  ["a level of lints", { "own.bzl": 'load("@tachikoma//rules/cargo:defs.bzl", "cargo_rules")\nrust_library = cargo_rules(edition = "2021", lints = {"x": "error"}).rust_library\n', "one/BUILD.bazel": 'load("//:own.bzl", "rust_library")\nrust_library(name = "one")\n' }, "cargo_rules: lints has \"error\" for x; choose from allow, warn, deny, forbid"],
]) {
  test(`refused: ${name}`, () => {
    write(files);
    const { status, stderr } = query("//...");
    assert.notEqual(status, 0, "it is not refused");
    assert.ok(stderr.includes(message), stderr);
  });
}
