//! What went wrong.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The mnemonic of the action that runs a test.
pub(crate) const TEST_MNEMONIC: &str = "TestRunner";

/// One thing that failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub struct Failure {
    /// The label that failed; of a package that could not be loaded, all its targets (`//pkg:all`); empty if
    /// the failure has none (an invalid flag).
    pub label: String,
    /// The failed action's kind of work.
    pub mnemonic: Option<String>,
    /// The step that it belongs to.
    pub step: Option<String>,
    /// Bazel's message, without terminal escapes.
    pub message: String,
    /// The tool's own exit code (not Bazel's).
    pub exit_code: Option<i32>,
    /// The tool's output; null if neither the stream nor a file has it.
    pub log: Option<String>,
    /// The first place in a source file that the tool or else Bazel names; null without one.
    #[serde(default)]
    pub location: Option<Location>,
}

impl Failure {
    /// Whether it is that of a test that ran.
    #[must_use]
    pub fn is_of_test(&self) -> bool {
        self.mnemonic.as_deref() == Some(TEST_MNEMONIC)
    }

    /// Whether it is that of a package that could not be loaded.
    #[must_use]
    pub fn is_of_package(&self) -> bool {
        self.mnemonic.is_none() && self.label.ends_with(":all")
    }
}

/// A place in a source file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub struct Location {
    /// The file; relative to the workspace if it is inside.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, if one is named.
    pub column: Option<u32>,
}

/// An error or warning line of Bazel's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub struct Problem {
    /// The severity.
    pub severity: Severity,
    /// The text after `ERROR:` or `WARNING:`, without terminal escapes.
    pub message: String,
}

/// The severity of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub enum Severity {
    /// Bazel printed `ERROR:` or `FATAL:`.
    Error,
    /// Bazel printed `WARNING:`.
    Warning,
}
