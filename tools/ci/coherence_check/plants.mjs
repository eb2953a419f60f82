// Plants a fault of every kind, and expects each to be named at its file, with its cause: one at a time, and nothing else
// then; and all in one run.
import { Files } from "../../gen/workspace/files.mjs";
import { check } from "./check.mjs";

const CRATE = "crates/uptodate/Cargo.toml";
// In pieces: else this file would be one that names it.
const UNUSED = ["no", "such", "dependency"].join("-");
const BUILD = "crates/history/BUILD.bazel";

const put = (path, text) => ({ path, change: () => text });
const gone = (path) => ({ path, change: () => undefined });
const add = (path, text) => ({ path, change: (before) => `${before}${text}` });
const change = (path, from, to) => ({ path, change: (before) => before.replace(from, to) });
const under = (path, table, line) => change(path, `[${table}]\n`, `[${table}]\n${line}\n`);

// `edit` is made; `file` and `cause` are what the one finding must name. `tests` are those that are gone.
export const PLANTS = [
  { what: "a package without a README", edit: gone("crates/redact/README.md"), file: "crates/redact/README.md", cause: "the package has no README" },
  { what: "a rule set without a README", edit: gone("rules/steps/README.md"), file: "rules/steps/README.md", cause: "the package has no README" },
  { what: "a crate without a licence", edit: change("crates/settings/Cargo.toml", "license.workspace = true\n", ""), file: "crates/settings/Cargo.toml", cause: "the crate has no licence" },
  { what: "an npm package without a licence", edit: change("web/service/package.json", '"license": "Apache-2.0"', '"version": "0.1.0"'), file: "web/service/package.json", cause: "the package has no licence" },
  { what: "a package without a test", tests: "//rules/verify", file: "rules/verify/BUILD.bazel", cause: "the package has no test" },
  { what: "a folder without an owner", edit: change("CODEOWNERS", /^\/electron\/.*\n/m, ""), file: "CODEOWNERS", cause: "electron/ has no owner" },
  { what: "an owner of nothing", edit: add("CODEOWNERS", "/no_such_folder/ @tachikoma/authors\n"), file: "CODEOWNERS", cause: "no_such_folder/ is owned" },
  { what: "a crate that Bazel does not list", edit: change("MODULE.bazel", '        "//crates/redact:Cargo.toml",\n', ""), file: "MODULE.bazel", cause: "lack //crates/redact:Cargo.toml" },
  { what: "a crate that Cargo does not have", edit: change("MODULE.bazel", '        "//crates/tk:Cargo.toml",\n', '        "//crates/gone:Cargo.toml",\n        "//crates/tk:Cargo.toml",\n'), file: "MODULE.bazel", cause: "have //crates/gone:Cargo.toml" },
  { what: "a crate's path that is gone", edit: under("Cargo.toml", "workspace.dependencies", 'gone = { path = "crates/gone" }\nserde_gone = "1"'), file: "Cargo.toml", cause: "gone at crates/gone", with: ["no crate depends on serde_gone"] },
  { what: "an edge that Bazel lacks", edit: change(BUILD, /^.*"\/\/crates\/checkout",\n/gm, ""), file: BUILD, cause: "no target links //crates/checkout" },
  { what: "an edge that Cargo lacks", edit: change(BUILD, '"//crates/redact",', '"//crates/redact",\n        "//crates/artifacts",'), file: "crates/history/Cargo.toml", cause: "links //crates/artifacts" },
  { what: "a dependency that no source uses", edit: under(CRATE, "dependencies", "jiff.workspace = true"), file: CRATE, cause: "no source uses the dependency jiff", with: ["it lacks jiff of the crate uptodate"] },
  { what: "a dependency with a version of its own", edit: change("crates/artifacts/Cargo.toml", "serde_json.workspace = true", 'serde_json = "1"'), file: "crates/artifacts/Cargo.toml", cause: "serde_json has a version of its own" },
  { what: "a lock that lacks a member's dependency", edit: change("Cargo.lock", /(name = "callers-folder"\nversion = "[^"]*"\n)/, '$1dependencies = [\n "serde",\n]\n'), file: "Cargo.lock", cause: "it has serde for the crate callers-folder" },
  { what: "a lock that lacks a member", edit: change("Cargo.lock", 'name = "unprivileged"', 'name = "privileged"'), file: "Cargo.lock", cause: "it has no crate unprivileged", with: ["it has the crate privileged"] },
  { what: "a package that pnpm does not have", edit: change("pnpm-workspace.yaml", "  - electron\n", ""), file: "pnpm-workspace.yaml", cause: "packages lacks electron" },
  { what: "a member of pnpm that is gone", edit: change("pnpm-workspace.yaml", "  - web\n", "  - no-such-app\n  - web\n"), file: "pnpm-workspace.yaml", cause: "packages has no-such-app" },
  { what: "an importer that is gone", edit: change("pnpm-lock.yaml", "importers:\n", "importers:\n\n  no-such-importer: {}\n"), file: "pnpm-lock.yaml", cause: "it has an importer no-such-importer" },
  { what: "a node_modules that Bazel would walk through", edit: change(".bazelignore", "electron/node_modules\n", ""), file: ".bazelignore", cause: "it lacks electron/node_modules" },
  { what: "a package.json that is not held against the lock", edit: change("tools/npm/BUILD.bazel", '"//web:package.json"', '"//web:package"'), file: "tools/npm/BUILD.bazel", cause: "lock_matches does not look at web/package.json" },
  { what: "an undeclared import of TypeScript", edit: add("web/src/lib/format.ts", 'import { x } from "no-such-package/deep";\n'), file: "web/src/lib/format.ts", cause: "it imports no-such-package," },
  { what: "an undeclared import of a component", edit: change("web/src/App.svelte", /(<script[^>]*>\n)/, '$1import "@no-such/scope";\n'), file: "web/src/App.svelte", cause: "it imports @no-such/scope," },
  { what: "a package that nothing uses", edit: change("package.json", '"devDependencies": {', `"devDependencies": {\n    "${UNUSED}": "1.0.0",`), file: "package.json", cause: `nothing uses the package ${UNUSED}` },
  { what: "a version that differs", edit: change("electron/package.json", /"version": "[^"]*"/, '"version": "9.9.9"'), file: "electron/package.json", cause: "the version is 9.9.9" },
  { what: "a version of the module that differs", edit: change("MODULE.bazel", /(name = "tachikoma",\n\s*version = )"[^"]*"/, '$1"9.9.9"'), file: "MODULE.bazel", cause: "the version of the module is 9.9.9" },
  { what: "a Rust that differs", edit: change("Cargo.toml", /rust-version = "[^"]*"/, 'rust-version = "1.2"'), file: "MODULE.bazel", cause: "RUST_VERSION is" },
  { what: "an edition that differs", edit: change("rustfmt.toml", /^style_edition = .*/m, 'style_edition = "2021"'), file: "rustfmt.toml", cause: "style_edition is 2021" },
  { what: "a Node.js that is too old", edit: change("package.json", /"node": "[^"]*"/, '"node": ">=99.0"'), file: "package.json", cause: "engines.node is >=99.0" },
  { what: "a Bazel that no list knows", edit: put(".bazelversion", "9.9.9\n"), file: ".bazelversion", cause: "the flags of Bazel 9.9.9" },
  { what: "a stray file in the root", edit: put("notes.txt", ""), file: "notes.txt", cause: "it is outside of the layout" },
  { what: "a stray file of a crate", edit: put("crates/bep/report.html", ""), file: "crates/bep/report.html", cause: "it is outside of the layout" },
  { what: "a copy that a merge left", edit: put("rules/js/private/run_staged.bzl.orig", ""), file: "rules/js/private/run_staged.bzl.orig", cause: "it is outside of the layout" },
];

/** What was planted and not named as it should be. */
export function missedPlants(files, tests) {
  return [...PLANTS.map((plant) => missed(plant, files, tests)).filter(Boolean), ...missedInOneRun(files, tests)];
}

function missed(plant, files, tests) {
  const { what, edit, file, cause } = plant;
  if (edit && edit.change(files.text(edit.path) ?? "") === files.text(edit.path)) return `${what}: ${edit.path} is no longer what it is planted in; plant it elsewhere`;
  const findings = check(planted([plant], files), testsLeft([plant], tests));
  const others = findings.filter((one) => !isNamed(one, plant) && !plant.with?.some((text) => one.cause.includes(text)));
  if (findings.some((one) => isNamed(one, plant)) && others.length === 0) return undefined;
  return `${what}: "${cause}" in ${file} was to be named, and nothing else, but: ${findings.map((one) => `${one.file}: ${one.cause}`).join("; ") || "nothing was found"}`;
}

function missedInOneRun(files, tests) {
  const findings = check(planted(PLANTS, files), testsLeft(PLANTS, tests));
  return PLANTS.filter((plant) => !findings.some((one) => isNamed(one, plant))).map(({ what }) => `${what}: among the others it is not named`);
}

const isNamed = (finding, { file, cause }) => finding.file === file && finding.cause.includes(cause) && finding.repair !== "";

function testsLeft(plants, tests) {
  const folders = plants.map((plant) => plant.tests).filter(Boolean);
  return new Set([...tests].filter((label) => !folders.some((folder) => label.startsWith(`${folder}/`) || label.startsWith(`${folder}:`))));
}

/** The files with all edits, one after the other. */
function planted(plants, files) {
  const texts = new Map();
  for (const { edit } of plants.filter((plant) => plant.edit)) {
    const before = texts.has(edit.path) ? texts.get(edit.path) : files.text(edit.path);
    texts.set(edit.path, edit.change(before ?? ""));
  }
  const paths = [...files.paths, ...texts.keys()].filter((path) => !texts.has(path) || texts.get(path) !== undefined);
  return new Files(paths, (path) => (texts.has(path) ? texts.get(path) : files.text(path)));
}
