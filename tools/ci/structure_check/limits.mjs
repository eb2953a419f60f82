// What the sources of this repository keep to.

export const FILE_LINES = 300;
export const FUNCTION_LINES = 50;

/** The crates, the lowest layer first. A crate depends on crates of lower layers only. */
export const LAYERS = [
  ["checkout", "redact", "uptodate"],
  ["bep"],
  ["bazel"],
  ["artifacts", "history", "settings"],
  ["tachikoma", "tachikoma-native", "tk"],
  ["bep-fuzz"],
];

/**
 * Findings that stay: `{kind, what, reason}`, where `kind` is a key of KINDS in inspect.mjs and `what` is the first
 * column of the report. An entry that is not found any more is a finding itself.
 */
export const ALLOWED = [];
