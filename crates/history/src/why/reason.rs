//! Why an action ran: the differences from its last run.

use serde::{Deserialize, Serialize};

/// The most differences of each kind to keep; more are only counted.
const KEPT: usize = 50;

/// Why an action ran.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Reason {
    /// What kind of reason it is.
    pub kind: Kind,
    /// The build in which it ran before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<i64>,
    /// The configuration in which it ran before, if that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub configuration: Option<String>,
    /// Changed files, the likely causes first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileChange>,
    /// The total number of files.
    #[serde(skip_serializing_if = "is_zero")]
    pub files_total: usize,
    /// Changed variables.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub environment: Vec<Named>,
    /// Added or removed words of the command line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<Named>,
    /// Whether the command line changed in hidden ways: a secret in it, or its order.
    #[serde(skip_serializing_if = "is_false")]
    pub arguments_hidden: bool,
    /// Bazel's own reason, if that helps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bazel: Option<String>,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

fn is_false(value: &bool) -> bool {
    !value
}

/// What kind of reason made an action run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// It never ran in a recorded build.
    #[default]
    First,
    /// It only ran in another configuration: another mode, platform or other flags.
    OtherConfiguration,
    /// Files, environment or command line changed.
    Changed,
    /// Nothing changed, but it failed the last time.
    FailedBefore,
    /// Nothing changed, but it is never cached.
    NeverCached,
    /// Nothing changed, but an output was deleted or overwritten.
    OutputChanged,
    /// Nothing changed, but Bazel has no record of its result: after `clean`, or in a new output base.
    Forgotten,
    /// Nothing recorded changed.
    Unknown,
}

/// A changed file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileChange {
    /// The path below the execution root.
    pub path: String,
    /// How the file changed.
    pub change: Change,
    /// Whether it is part of the tool.
    #[serde(default, skip_serializing_if = "is_false")]
    pub tool: bool,
}

/// A variable, or a word of a command line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Named {
    /// The word itself; for a variable, only the name.
    pub name: String,
    /// How it changed since the last run.
    pub change: Change,
}

/// How something changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Change {
    /// Its content changed.
    Changed,
    /// It is new.
    Added,
    /// It no longer exists.
    Removed,
}

/// Where a file comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A file of the workspace.
    Source,
    /// The output of an action.
    Generated,
    /// A file of another repository.
    External,
}

impl FileChange {
    /// Where it comes from.
    pub fn origin(&self) -> Origin {
        origin(&self.path)
    }
}

/// Where a file below the execution root comes from.
fn origin(path: &str) -> Origin {
    if path.starts_with("bazel-out/") {
        Origin::Generated
    } else if path.starts_with("external/") || path.starts_with("../") {
        Origin::External
    } else {
        Origin::Source
    }
}

impl Reason {
    /// Sorts differences so that the likeliest cause comes first, and keeps the first of them.
    pub fn shortened(mut self) -> Self {
        self.files_total = self.files.len();
        self.files.sort_by(|one, other| {
            (one.origin(), one.tool, &one.path).cmp(&(other.origin(), other.tool, &other.path))
        });
        self.files.truncate(KEPT);
        self.arguments.truncate(KEPT);
        self.environment.truncate(KEPT);
        self
    }

    /// Whether something differs.
    pub fn has_changes(&self) -> bool {
        !(self.files.is_empty() && self.environment.is_empty() && self.arguments.is_empty())
            || self.arguments_hidden
    }
}
