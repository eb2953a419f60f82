// Plants wrong names in a copy of the checkout, one at a time, and sees each of them found at its file and line.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { check } from "./check.mjs";

const BUILD = "planted/BUILD.bazel";
const DEFS = "planted/defs.bzl";

// What is planted is added to the end of a file, or is a new one; `wrong` is the name to be told of.
const PLANTS = [
  { what: "a file that no world has", file: DEFS, text: 'load("@rules_rust//rust:defz.bzl", "rust_library")\n', wrong: "rust:defz.bzl", near: "rust/defs.bzl" },
  { what: "a symbol that no world has", file: DEFS, text: 'load("@rules_rust//rust:defs.bzl", "rust_librari")\n', wrong: "rust_librari", near: "rust_library" },
  { what: "a file of the public modules alone", file: DEFS, text: 'load("@rules_rust//rust:rust_library_group.bzl", "rust_library_group")\n', wrong: "rust:rust_library_group.bzl", lacks: "packages mode" },
  { what: "a symbol of the public modules alone", file: DEFS, text: 'load("@rules_rust//rust:defs.bzl", "rust_lint_config")\n', wrong: "rust_lint_config", lacks: "packages mode" },
  { what: "a symbol of packages mode alone", file: DEFS, text: 'load("@rules_rust//proto/prost:defs.bzl", "rust_prost_library")\n', wrong: "proto/prost:defs.bzl", lacks: "public modules" },
  {
    what: "an attribute in a BUILD file",
    file: BUILD,
    text: 'load("@rules_rust//rust:defs.bzl", "rust_library")\n\nrust_library(\n    name = "x",\n    edtion = "2024",\n)\n',
    wrong: "edtion",
    near: "edition",
  },
  {
    what: "an attribute that a macro of ours hands on",
    file: BUILD,
    text: 'load("//crates:defs.bzl", "rust_library")\n\nrust_library(\n    name = "x",\n    lint_config = ":lints",\n)\n',
    wrong: "lint_config",
    lacks: "packages mode",
  },
  {
    what: "an attribute under another name of the rule, in a dict",
    file: DEFS,
    text: 'load("@aspect_rules_js//js:defs.bzl", _run = "js_run_binary")\n\n_COMMON = {\n    "mnemonik": "X",\n}\n\ndef run(name):\n    _run(name = name, **(_COMMON | {"tool": ":x"}))\n',
    wrong: "mnemonik",
    build: 'load("//planted:defs.bzl", "run")\n\nrun("x")\n',
    near: "mnemonic",
  },
  {
    what: "an attribute in a macro that nobody calls",
    file: DEFS,
    text: 'load("@aspect_rules_js//npm:defs.bzl", "npm_package")\n\ndef pack(name):\n    npm_package(\n        name = name,\n        outt = name,\n    )\n',
    wrong: "outt",
  },
  { what: "a field of a struct", file: DEFS, text: 'load("@bazel_skylib//lib:unittest.bzl", "unittest")\n\nunittest.suites("x")\n', wrong: "unittest.suites", near: "unittest.suite" },
  {
    what: "a field of a provider",
    file: DEFS,
    text: 'load("@bazel_skylib//rules:common_settings.bzl", "BuildSettingInfo")\n\ndef value(ctx):\n    return ctx.attr.x[BuildSettingInfo].values\n',
    wrong: "values",
    near: "value",
  },
  { what: "a field of a toolchain", file: DEFS, text: '_TYPE = "@rules_rust//rust:toolchain_type"\n\ndef files(ctx):\n    return ctx.toolchains[_TYPE].lto\n', wrong: "lto", lacks: "packages mode" },
  {
    what: "a field of a provider, through a variable",
    file: DEFS,
    text: 'load("@bazel_skylib//rules:common_settings.bzl", "BuildSettingInfo")\n\ndef value(ctx):\n    info = ctx.attr.x[BuildSettingInfo]\n    return info.valeu\n',
    wrong: "valeu",
    near: "value",
  },
  { what: "a label in an attribute", file: BUILD, text: 'filegroup(\n    name = "x",\n    srcs = ["@platforms//os:linus"],\n)\n', wrong: "@platforms//os:linus", near: "//os:linux" },
  { what: "Label() of a name put together", file: DEFS, text: 'TYPES = [\n    Label("@rules_rust//rust:" + kind)\n    for kind in ["toolchain_typ"]\n]\n', wrong: "toolchain_typ", at: "Label(" },
  { what: "a repository that there is not", file: BUILD, text: 'filegroup(\n    name = "x",\n    srcs = ["@platform//os:linux"],\n)\n', wrong: "@platform" },
  { what: "a crate that no Cargo.toml names", file: BUILD, text: 'filegroup(\n    name = "x",\n    srcs = ["@crates//:no-such-crate"],\n)\n', wrong: "no-such-crate" },
  { what: "a symbol of a generated repository", file: DEFS, text: 'load("@crates//:defs.bzl", "crate_deps")\n', wrong: "crate_deps", lacks: "packages mode" },
  { what: "a tag of an extension", file: "MODULE.bazel", text: "rust.toolchains()\n", wrong: "rust.toolchains", near: "rust.toolchain" },
  { what: "an attribute of a tag", file: "MODULE.bazel", text: 'rust.toolchain(\n    strip_level = {},\n)\n', wrong: "strip_level", lacks: "packages mode" },
  { what: "a tag's attribute in the example", file: "e2e/consumer/MODULE.bazel", text: 'crate.from_cargo(\n    lock = "x",\n)\n', wrong: "lock" },
  { what: "a repository that an extension does not make", file: "MODULE.bazel", text: 'use_repo(rust, "rust_toolchain")\n', wrong: "rust_toolchain", near: "rust_toolchains" },
  { what: "a module's version that no list is of", file: "MODULE.bazel", text: 'bazel_dep(name = "rules_rust", version = "0.99.0")\n', wrong: "0.99.0" },
  { what: "a module that has no list", file: "MODULE.bazel", text: 'bazel_dep(name = "rules_go", version = "0.59.0")\n', wrong: "rules_go" },
  { what: "a flag of a module", file: ".bazelrc", text: "build --@rules_rust//rust/settings:clipy_flags=-Dwarnings\n", wrong: "rust/settings:clipy_flags", near: "//rust/settings:clippy_flags" },
  { what: "a flag of the public modules alone", file: ".bazelrc", text: "build --@rules_rust//rust/settings:collect_cfgs\n", wrong: "rust/settings:collect_cfgs", lacks: "packages mode" },
  { what: "a flag in the example", file: "e2e/consumer/.bazelrc", text: "build:production --@rules_rust//rust/settings:collect_cfgs\n", wrong: "rust/settings:collect_cfgs", lacks: "packages mode" },
  { what: "a flag that Bazel has not", file: ".bazelrc", text: "build --sandbox_defalt_allow_network=false\n", wrong: "sandbox_defalt_allow_network", near: "sandbox_default_allow_network" },
  { what: "a flag in a script", file: "planted/script.sh", text: 'bazel build "--@rules_rust//rust/settings:nothing=1"\n', wrong: "rust/settings:nothing" },
];

// What must not be told of.
const RIGHT = [
  { what: "what only one mode reads, and says so", file: ".bazelrc", text: "# names: central\nbuild --@rules_rust//rust/settings:collect_cfgs\n" },
  { what: "a name of a function's own that a load has, too", file: DEFS, text: 'load("@bazel_skylib//lib:unittest.bzl", "unittest")\n\ndef names():\n    unittest = []\n    unittest.append("x")\n    return unittest\n\ntests = unittest.suite\n' },
  { what: "an attribute that every rule has", file: BUILD, text: 'load("@rules_shell//shell:sh_test.bzl", "sh_test")\n\nsh_test(\n    name = "x",\n    size = "small",\n    srcs = ["x.sh"],\n    tags = ["manual"],\n    target_compatible_with = ["@platforms//os:linux"],\n)\n' },
];

/** Returns how many plants were missed, after telling of each. @param {string[]} tracked files of the checkout */
export function plantAll(root, tracked, lists) {
  const copy = mkdtempSync(join(tmpdir(), "names-"));
  try {
    const files = tracked.filter((file) => existsSync(join(root, file)) && !file.startsWith("third_party/"));
    for (const file of files) cpSync(join(root, file), join(copy, file), { recursive: true, verbatimSymlinks: true });
    return [...PLANTS, ...RIGHT].map((plant) => tell(plant, missed(plant, copy, files, lists))).filter(Boolean).length;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function tell({ what }, why) {
  console.error(`${why ? "FAIL" : "PASS"} ${what}${why ? `: ${why}` : ""}`);
  return why;
}

function missed(plant, copy, files, lists) {
  const path = join(copy, plant.file);
  const before = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  const added = { [plant.file]: (before ?? "") + plant.text, ...(plant.file === DEFS ? { [BUILD]: plant.build ?? "" } : {}) };
  mkdirSync(dirname(path), { recursive: true });
  for (const [file, text] of Object.entries(added)) writeFileSync(join(copy, file), text);
  const problems = check(copy, [...new Set([...files, ...Object.keys(added)])], lists);
  for (const file of Object.keys(added)) rmSync(join(copy, file));
  if (before !== undefined) writeFileSync(path, before);
  return plant.wrong ? unlike(plant, added[plant.file], problems) : problems.map(({ text }) => text).join("; ");
}

function unlike({ file, text, wrong, at, near, lacks }, whole, problems) {
  const start = whole.length - text.length;
  const line = whole.slice(0, whole.indexOf(at ?? wrong.split(".").at(-1), start)).split("\n").length;
  const found = problems.filter((problem) => problem.file === file && problem.line === line && problem.text.includes(wrong));
  const told = problems.map((problem) => problem.text).join("; ") || "no problem";
  if (found.length !== 1 || problems.length !== 1) return `${file}:${line} expected one problem with ${wrong}, but got: ${told}`;
  if (near && !found[0].text.endsWith(`is ${near}`) && !found[0].text.endsWith(`--${near}`)) return `expected the suggestion ${near}, but got: ${told}`;
  const other = lacks === "packages mode" ? "public modules" : "packages mode";
  return lacks && (!found[0].text.includes(lacks) || found[0].text.includes(other)) ? `expected only ${lacks} to lack it, but got: ${told}` : undefined;
}
