// Plants mistakes in the documents, one at a time, and expects each to be found at its line, and nothing else.
import { check } from "./check.mjs";

const README = "README.md";
const ARCHITECTURE = "docs/architecture.md";

// `text` is added at the end of `file`; `wrong` is what the one problem must name.
export const PLANTS = [
  { what: "a path", file: README, text: "`crates/bep/src/no_such_file.rs`", wrong: "crates/bep/src/no_such_file.rs" },
  { what: "a path below the document's folder", file: "tools/bootstrap/README.md", text: "`tests/no_such_test.sh`", wrong: "no_such_test.sh" },
  { what: "a folder", file: ARCHITECTURE, text: "`rules/no_such_rule/`", wrong: "rules/no_such_rule" },
  { what: "a pattern", file: ARCHITECTURE, text: "`crates/*/no_such_file.rs`", wrong: "no_such_file.rs" },
  { what: "a file's name", file: ARCHITECTURE, text: "`no_such_module.rs`", wrong: "no_such_module.rs" },
  { what: "a path in a shell block", file: README, text: "```sh\ntools/ci/no_such_script --fix\n```", wrong: "tools/ci/no_such_script" },
  { what: "a link", file: README, text: "[a](docs/no_such_page.md)", wrong: "docs/no_such_page.md" },
  { what: "a link to an anchor", file: README, text: "[a](docs/cli.md#tk-no-such-command)", wrong: "#tk-no-such-command" },
  { what: "a link to an anchor of the same page", file: ARCHITECTURE, text: "[a](#no-such-heading)", wrong: "#no-such-heading" },
  { what: "a label", file: README, text: "`./tk build //crates/bep:no_such_target`", wrong: "//crates/bep:no_such_target" },
  { what: "a label that wraps", file: README, text: "`./tk build\n//no/such/package`", wrong: "//no/such/package" },
  { what: "a label of this module", file: README, text: "`@tachikoma//rules/svelte:no_such_file.bzl`", wrong: "no_such_file.bzl" },
  { what: "a pattern of labels", file: README, text: "`//no_such_folder/...`", wrong: "//no_such_folder/..." },
  { what: "a repository", file: README, text: "`@no_such_repository//:x`", wrong: "no_such_repository" },
  { what: "a symbol", file: README, text: '```starlark\nload("@tachikoma//rules/svelte:defs.bzl", "no_such_rule")\n```', wrong: "no_such_rule" },
  { what: "a file of an example", file: README, text: "<!-- from e2e/no-such-workspace/BUILD.bazel -->\n```bzl\n```", wrong: "e2e/no-such-workspace/BUILD.bazel" },
  { what: "an example that is not built", file: README, text: '<!-- from e2e/consumer/web/BUILD.bazel -->\n```bzl\nsvelte_bundle(\n    name = "no_such_name",\n)\n```', wrong: "no_such_name" },
  { what: "a quick start of no file", file: README, text: '## Quick start\n\n```bzl\nno_such_macro(name = "a")\n```', wrong: "a quick start is what e2e/ builds" },
  { what: "a command", file: README, text: "`./tk nosuchcommand`", wrong: "nosuchcommand" },
  { what: "an inner command", file: README, text: "`tk artifacts nosuch`", wrong: "artifacts nosuch" },
  { what: "a flag of a command", file: README, text: "`tk build --no-such-flag`", wrong: "--no-such-flag" },
  { what: "a short flag", file: README, text: "`./tk build [-p|-x]`", wrong: "-x" },
  { what: "a flag of another command", file: README, text: "`./tk gen --failed`", wrong: "--failed" },
  { what: "a flag in a console block", file: README, text: "```console\n$ ./tk test --no-such-flag\n```", wrong: "--no-such-flag" },
  { what: "a flag that stands alone", file: README, text: "`--no-such-flag`", wrong: "--no-such-flag" },
  { what: "a flag of Bazel", file: README, text: "`./tk bazel build --no_such_flag`", wrong: "--no_such_flag" },
  { what: "a command of Bazel", file: README, text: "`bazel biuld --jobs=2`", wrong: "bazel biuld" },
  { what: "a step", file: README, text: "`./tk build no-such-step`", wrong: "no-such-step" },
  { what: "a topic of help", file: README, text: "`tk help no-such-topic`", wrong: "no-such-topic" },
  { what: "a setting's value", file: README, text: "`tk config no-such-key`", wrong: "no-such-key" },
  { what: "a setting", file: README, text: "```toml\nno-such-key = 1\n```", wrong: "no-such-key" },
  { what: "a variable", file: README, text: "`TK_NO_SUCH_VARIABLE`", wrong: "TK_NO_SUCH_VARIABLE" },
  { what: "a scenario", file: README, text: "`./tk bazel run //tools/bench -- no-such-scenario`", wrong: "no-such-scenario" },
  { what: "a filter of tests", file: README, text: "`./tk test //crates/bep:unit_test -- --test_arg=no_such_module::`", wrong: "no_such_module" },
  { what: "a script's flag", file: README, text: "`tools/ci/starlark --no-such-flag`", wrong: "--no-such-flag" },
];

/** What was planted and not found as it should be. */
export function missedPlants(texts, repository) {
  return PLANTS.map((plant) => missed(plant, texts, repository)).filter(Boolean);
}

function missed({ what, file, text, wrong }, texts, repository) {
  const before = texts.get(file);
  if (before === undefined) return `${what}: ${file} is gone; plant it elsewhere`;
  const problems = check(new Map([...texts, [file, `${before}\n${text}\n`]]), repository);
  const [problem] = problems;
  const first = before.split("\n").length + 1;
  const isThere = problems.length === 1 && problem.file === file && problem.line >= first && problem.message.includes(wrong);
  return isThere ? undefined : `${what}: ${text} in ${file} was to be the one problem, but: ${problems.map(({ message }) => message).join("; ") || "none was found"}`;
}
