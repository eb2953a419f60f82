// AGENTS.md of the repository.
import { byHand, header } from "../markdown/by_hand.mjs";
import { linksFrom, sectionOf, tableOf } from "../markdown/excerpt.mjs";
import { codes, commands, firstParagraph, table } from "../markdown/text.mjs";
import { packageDoc, stepsOf } from "../workspace/packages.mjs";

const CONTRIBUTING = "docs/contributing.md";
// What an agent needs day by day; docs/cli.md has them all.
const DAILY = ["build", "test", "check", "gen", "verify", "run", "why", "history", "profile", "flaky", "nondeterminism", "config", "doctor", "clean", "bazel"];

/** @param {import("../workspace/files.mjs").Files} files */
export function root(files) {
  const contributing = files.text(CONTRIBUTING);
  const repeated = (text) => linksFrom(text, "docs", "");
  return [
    header("//:agents"),
    `# ${/^# (.*)/.exec(files.text("README.md"))[1]}`,
    firstParagraph(files.text("README.md").replace(/^# .*/, "").trim()),
    "Before you change something, read the AGENTS.md of its folder ([crates](crates/AGENTS.md), [rules](rules/AGENTS.md), [web](web/AGENTS.md)), and\n[where things are added](docs/contributing.md). The design is in [docs/architecture.md](docs/architecture.md).",
    byHand(files.text("AGENTS.md"), "AGENTS.md"),
    "## Build, test, check, fix",
    daily(),
    all(files.text("docs/cli.md")),
    "## Steps of a build",
    steps(files),
    "## What lies where",
    places(files),
    "## Checks",
    repeated(tableOf(contributing, "| check | fails for |", CONTRIBUTING)),
    "## Conventions",
    repeated(sectionOf(contributing, "## Style", CONTRIBUTING)),
    repeated(sectionOf(contributing, "## Commits", CONTRIBUTING)),
  ].join("\n\n").concat("\n");
}

function daily() {
  return commands([
    ["./tk build", "all steps, as a development build"],
    ["./tk test //crates/bep/...", "the tests of one folder; without a pattern, all"],
    ["./tk check", "Clippy, rustfmt and svelte-check"],
    ["./tk gen", "updates generated files; never edit one by hand"],
    ["tools/ci/starlark --fix", "formats and lints Starlark"],
    ["tools/ci/docs", "what documents name exists"],
    ["tools/ci/coherence", "Cargo, pnpm, Bazel and the layout agree; each fault with its repair"],
    ["tools/ci/structure --check", "sizes of files and functions, circles"],
    [".ci/run", "the gate: all tests and checks"],
  ]);
}

function all(reference) {
  const rows = [...reference.matchAll(/^- \[`tk ([\w-]+)`\]\([^)]*\): (.*)$/gm)].filter(([, name]) => DAILY.includes(name));
  return table(["command", "does"], rows.map(([, name, says]) => [`\`./tk ${name}\``, says.replace(/</g, "&lt;")]));
}

function steps(files) {
  const rows = stepsOf(files).map((step) => [`\`${step.name}\``, codes(step.deps.map((dep) => (dep.startsWith(":") ? `//${dep}` : dep))), when(step)]);
  return table(["step", "builds", "part of"], rows);
}

function when({ modes, tags = [] }) {
  const builds = modes === undefined ? "every build" : modes.length ? modes.map((mode) => `${mode} builds`).join(", ") : "none: by name only";
  return tags.includes("check") ? `${builds}; \`./tk check\`` : builds;
}

/** Folders with a package of Bazel's. What else there is, people say. */
function places(files) {
  const folders = files.matching(/^(?:[\w-]+|tools\/[\w-]+|web\/[\w-]+)\/BUILD\.bazel$/).map((path) => path.replace("/BUILD.bazel", ""));
  return table(["folder", "has"], folders.map((folder) => [`\`${folder}/\``, packageDoc(files, folder)]));
}
