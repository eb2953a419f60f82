// What the sources of this repository keep to.

export const FILE_LINES = 300;
export const FUNCTION_LINES = 50;

/** The crates, the lowest layer first. A crate depends on crates of lower layers only. */
export const LAYERS = [
  ["callers-folder", "checkout", "redact", "test-programs", "unprivileged", "uptodate"],
  ["bep"],
  ["bazel"],
  ["affected", "artifacts", "determinism", "drift", "history", "settings"],
  ["tachikoma", "tachikoma-native", "tk"],
  ["bep-fuzz"],
  // Above tk and tachikoma, which therefore cannot depend on them.
  ["service", "service-trust"],
  ["service-api", "service-callback", "service-run", "service-store"],
  ["service-http"],
  ["service-bench", "service-client"],
  ["tachikoma-serve"],
];

/**
 * Findings that stay: `{kind, what, reason}`, where `kind` is a key of KINDS in inspect.mjs and `what` is the first
 * column of the report. An entry that is not found any more is a finding itself.
 */
export const ALLOWED = [
  // What the model keeps of a build's actions, report() says of them: model::actions and report::actions.
  ...["actions", "critical_path", "failures", "invocation", "steps", "targets", "test_runs"].map((name) => ({
    kind: "name",
    what: `bep ${name}`,
    reason: "the model of a part of the build, and the report on it",
  })),
  ...["tools/ci/affected_check/workspace.sh make_workspace", "tools/ci/affected_check/changes.sh change"].map((what) => ({
    kind: "function",
    what,
    reason: "the text of small files, and a line for each change: data",
  })),
  {
    kind: "file",
    what: "crates/bep/testdata/record.sh",
    reason: "a case for each way in which Bazel ends; each is a few lines of data",
  },
];
