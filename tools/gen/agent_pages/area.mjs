// AGENTS.md of an area: its packages, and the commands for each.
import { byHand, header } from "../markdown/by_hand.mjs";
import { codes, commands, firstSentence, table } from "../markdown/text.mjs";
import { cratesOf } from "../workspace/crates.mjs";
import { packageDoc, targetsOf } from "../workspace/packages.mjs";
import { ruleSetFolders, ruleSetOf } from "../workspace/rule_sets.mjs";

/** @param {import("../workspace/files.mjs").Files} files @param {string} folder */
export function area(files, folder) {
  const path = `${folder}/AGENTS.md`;
  const { parts, title } = AREAS[folder](files);
  return [header(`//${folder}:agents`), `# ${title}`, packageDoc(files, folder), "[AGENTS.md](../AGENTS.md) has what holds everywhere.", byHand(files.text(path), path), ...parts].join("\n\n").concat("\n");
}

const AREAS = { crates: ofCrates, rules: ofRules, web: ofWeb };

function ofCrates(files) {
  const rows = cratesOf(files).map(({ name, folder, description, needs }) => [
    `[${name}](${name}/README.md)`,
    description,
    needs.join(", "),
    testsOf(targetsOf(files, folder)),
  ]);
  return {
    title: "Crates",
    parts: [
      "For a crate, here `bep`:",
      commands([
        ["./tk build //crates/bep/...", "builds its library, programs and tests"],
        ["./tk test //crates/bep/...", "runs its tests"],
        ["./tk test //crates/bep:unit_test -- --test_arg=wire::", "runs those of one module"],
        ["./tk build //crates/bep:check", "Clippy and rustfmt"],
        ["rustfmt --edition 2024 crates/bep/src/lib.rs", "formats a file"],
        ["cargo metadata --format-version 1", "updates Cargo.lock after a change of dependencies"],
      ]),
      table(["crate", "is", "depends on", "tests"], rows),
      "`integration_test_*` is one target for each file of the folder `tests`; the README names them. A new crate: [docs/contributing.md](../docs/contributing.md#a-crate).",
    ],
  };
}

function testsOf({ tests, manual }) {
  const byName = shortened(manual).map((test) => `\`${test}\` by name`);
  return [codes(shortened(tests)), ...byName].filter(Boolean).join(", ");
}

// A target for each file of `tests/`: they are many.
const shortened = (tests) => [...new Set(tests.map((test) => test.replace(/^(\w+?_test)_.+/, "$1_*")))];

function ofRules(files) {
  const sets = ruleSetFolders(files).map((folder) => ruleSetOf(files, folder));
  const rows = sets.map(({ name, doc, needs, symbols }) => [`[${name}](${name}/README.md)`, firstSentence(doc), codes(symbols.filter(({ kind }) => ["function", "macro", "rule"].includes(kind)).map((symbol) => symbol.name)), needs.join(", ")]);
  return {
    title: "Rules",
    parts: [
      "For a rule set, here `verify`:",
      commands([
        ["./tk test //rules/verify/...", "runs its tests"],
        ["tools/ci/starlark --fix", "formats and lints"],
        ["tools/ci/names --plant", "only names of modules that both sources have"],
        ["tools/ci/docs", "every attribute is documented, and used by a test"],
        ["tools/ci/consumer", "builds the workspaces of e2e/, which use the rules"],
      ]),
      table(["set", "is", "gives", "loads from"], rows),
      "`defs.bzl` re-exports, `private/` implements, `tests/` stands beside it. A new rule: [docs/contributing.md](../docs/contributing.md#a-rule).",
    ],
  };
}

function ofWeb(files) {
  const folders = ["web", "web/service"];
  return {
    title: "Web",
    parts: folders.flatMap((folder) => [
      `## ${folder}`,
      packageDoc(files, folder),
      commands([
        [`./tk build //${folder}:dist`, "builds the page"],
        [`./tk build //${folder}:check`, "Svelte and TypeScript"],
        [`./tk test //${folder}:all`, "runs its tests"],
      ]),
      `Tests: ${codes(targetsOf(files, folder).tests)}.`,
    ]).concat("`./tk dev` serves the page with hot updates. A section of it: [docs/contributing.md](../docs/contributing.md#a-page-of-the-viewer)."),
  };
}
