//! What a build says when it has ended.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The result of a build that has ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BuildResult {
    /// Whether the build is `completed`.
    pub success: bool,
    /// The last part of what the agent printed, with secrets masked. All of it is in the events and artifacts.
    pub output: String,
    /// Why the build failed or was cancelled.
    pub error: Option<String>,
    /// The commit that holds the changes; none where nothing changed or `auto_commit` is false.
    pub commit_sha: Option<String>,
    /// Paths from the repository's root that the agent added, changed or removed, sorted.
    pub files_changed: Vec<String>,
    /// From the first claim to the end.
    pub duration_ms: u64,
    /// What is kept of the build.
    pub artifacts: Vec<Artifact>,

    /// The reference that the commit was pushed to; none where `auto_push` is false.
    #[serde(default)]
    pub pushed_to: Option<String>,
    /// What the last check of the workspace said; none where the project has none.
    #[serde(default)]
    pub check: Option<CheckReport>,
    /// Whether `output` is only a part of the output.
    #[serde(default)]
    pub truncated: bool,
}

/// A file that is kept of a build.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Artifact {
    /// Its name below `GET /builds/{taskId}/artifacts/`.
    pub name: String,
    /// How many bytes it has.
    pub size: u64,
    /// Of its content, in lower-case hexadecimal digits.
    pub sha256: String,
    /// For `Content-Type`.
    pub media_type: String,
}

/// What a check of the workspace says: `tk build`, then `tk test`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CheckReport {
    /// Whether everything was built and every test passed.
    pub passed: bool,
    /// Tests that passed.
    pub tests_passed: u32,
    /// Tests that did not.
    pub tests_failed: u32,
    /// What failed, in the words that the agent is told.
    pub failures: Vec<String>,
    /// How often the agent was told what failed and asked to repair it.
    #[serde(default)]
    pub rounds: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_api() {
        let json = serde_json::to_string_pretty(&BuildResult::default()).unwrap();
        insta::assert_snapshot!(json, @r#"
        {
          "success": false,
          "output": "",
          "error": null,
          "commit_sha": null,
          "files_changed": [],
          "duration_ms": 0,
          "artifacts": [],
          "pushed_to": null,
          "check": null,
          "truncated": false
        }
        "#);
    }

    #[test]
    fn a_result_without_the_further_fields_is_read() {
        let json = r#"{"success":true,"output":"","error":null,"commit_sha":null,"files_changed":[],"duration_ms":1,"artifacts":[]}"#;
        let result: BuildResult = serde_json::from_str(json).unwrap();
        assert!(result.success);
        assert!(!result.truncated);
    }
}
