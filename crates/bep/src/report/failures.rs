//! What went wrong.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One thing that failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub struct Failure {
    /// The label that failed; empty where the failure belongs to none (a bad flag).
    pub label: String,
    /// The failed action's kind of work.
    pub mnemonic: Option<String>,
    /// The step that it belongs to.
    pub step: Option<String>,
    /// What Bazel says of it, without terminal escapes.
    pub message: String,
    /// The tool's own exit code (not Bazel's).
    pub exit_code: Option<i32>,
    /// What the tool printed; null when neither the stream nor a file beside it has it.
    pub log: Option<String>,
    /// The first place in a source file that the tool names, or else Bazel; null without one.
    #[serde(default)]
    pub location: Option<Location>,
}

/// A place in a source file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub struct Location {
    /// The file, below the workspace where it lies there.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, where one is named.
    pub column: Option<u32>,
}

/// A line of Bazel's own that says that something is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub struct Problem {
    /// How bad.
    pub severity: Severity,
    /// The text after `ERROR:` or `WARNING:`, without terminal escapes.
    pub message: String,
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub enum Severity {
    /// Bazel printed `ERROR:` or `FATAL:`.
    Error,
    /// Bazel printed `WARNING:`.
    Warning,
}
