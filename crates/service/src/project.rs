//! Projects: a repository, and how builds in it are done.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::ProjectId;
use crate::limits::Limits;
use crate::problem::FieldError;
use crate::repository::RepositoryPlace;
use crate::spec::is_name;
use crate::timestamp::Timestamp;

/// A project as it is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProject {
    /// Its name, which no other project has.
    #[schema(examples("shop"), pattern = "^[a-z][a-z0-9_-]{0,63}$")]
    pub name: String,
    /// Where its repository is: an `https:` or `ssh:` address, or a folder of the service's machine if the service
    /// allows those.
    #[schema(
        examples("https://example.org/shop.git"),
        pattern = "^(https://|ssh://|/)[^/\\-\\x00-\\x1f:][^\\x00-\\x1f:]*$"
    )]
    pub repo_url: String,
    /// The branch that builds start from.
    #[serde(default = "main_branch")]
    #[schema(min_length = 1, max_length = 200)]
    pub branch: String,
    /// References that builds may push to, in full and without wildcards; empty is the branch alone.
    #[serde(default)]
    pub push_refs: Vec<String>,
    /// The agent: the name of a preset, or a program and its arguments; empty is the service's own default.
    #[serde(default)]
    pub agent_argv: Vec<String>,
    /// The template of builds that name none.
    #[serde(default)]
    #[schema(pattern = "^[a-z][a-z0-9_-]{0,63}$")]
    pub template: Option<String>,
    /// Targets that `tk build` and `tk test` check; empty leaves the check out.
    #[serde(default)]
    pub check_targets: Vec<String>,
    /// Whether the sandbox of the agent has a network.
    #[serde(default)]
    pub network: bool,
    /// What its builds may use.
    #[serde(default)]
    pub limits: Limits,
    /// Hosts that callbacks may go to; empty allows every public one.
    #[serde(default)]
    pub callback_hosts: Vec<String>,
}

/// A project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Project {
    /// Names it in the API.
    pub id: ProjectId,
    /// When it was made.
    pub created_at: Timestamp,
    /// What it was made with.
    #[serde(flatten)]
    pub settings: NewProject,
}

fn main_branch() -> String {
    "main".to_owned()
}

impl NewProject {
    /// A project with a name, a repository and defaults.
    #[must_use]
    pub fn of(name: impl Into<String>, repo_url: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            repo_url: repo_url.into(),
            branch: main_branch(),
            ..Self::default()
        }
    }

    /// What is wrong with it, as far as it can be said without looking anything up.
    #[must_use]
    pub fn faults(&self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        if !is_name(&self.name) {
            faults.push(FieldError::new("name", "is no name: use up to 64 lower-case letters, digits, - and _, and start with a letter"));
        }
        if let Err(why) = RepositoryPlace::of(&self.repo_url) {
            faults.push(FieldError::new("repo_url", why));
        }
        if !is_branch(&self.branch) {
            faults.push(FieldError::new(
                "branch",
                "is no name of a branch that git takes",
            ));
        }
        if self.agent_argv.iter().any(|word| word.contains('\0')) {
            faults.push(FieldError::new(
                "agent_argv",
                "has a NUL, which no program can be given",
            ));
        }
        if self.agent_argv.first().is_some_and(String::is_empty) {
            faults.push(FieldError::new(
                "agent_argv.0",
                "is empty: name a preset or a program",
            ));
        }
        if self.template.as_deref().is_some_and(|name| !is_name(name)) {
            faults.push(FieldError::new("template", "is no name of a template"));
        }
        faults.extend(self.faults_of_lists());
        faults.extend(self.limits.faults());
        faults
    }

    fn faults_of_lists(&self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        for (index, reference) in self.push_refs.iter().enumerate() {
            let is_full = reference.strip_prefix("refs/heads/").is_some_and(is_branch);
            if !is_full {
                faults.push(FieldError::new(
                    format!("push_refs.{index}"),
                    "is not refs/heads/ and the name of a branch",
                ));
            }
        }
        for (index, target) in self.check_targets.iter().enumerate() {
            if !(target.starts_with("//") || target.starts_with(':'))
                || target.chars().any(char::is_control)
            {
                faults.push(FieldError::new(
                    format!("check_targets.{index}"),
                    "is no label: start with // or :",
                ));
            }
        }
        faults
    }

    /// The reference that builds push to.
    #[must_use]
    pub fn push_ref(&self) -> String {
        self.push_refs
            .first()
            .cloned()
            .unwrap_or_else(|| format!("refs/heads/{}", self.branch))
    }
}

// The rules of `git check-ref-format --branch`.
fn is_branch(name: &str) -> bool {
    let part_is_right =
        |part: &str| !part.is_empty() && !part.starts_with('.') && !part.ends_with(".lock");
    let is_forbidden = |it: char| it.is_ascii_control() || " ~^:?*[\\".contains(it);
    name.len() <= 200
        && name != "@"
        && name != "HEAD"
        && !name.starts_with(['-', '+'])
        && !name.ends_with('.')
        && !name.contains("..")
        && !name.contains("@{")
        && !name.contains(is_forbidden)
        && name.split('/').all(part_is_right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_a_repository_are_enough() {
        let project: NewProject =
            serde_json::from_str(r#"{"name": "shop", "repo_url": "https://example.org/shop.git"}"#)
                .unwrap();
        assert_eq!(
            project,
            NewProject::of("shop", "https://example.org/shop.git")
        );
        assert_eq!(project.faults(), []);
        assert_eq!(project.push_ref(), "refs/heads/main");
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let project = NewProject {
            branch: "a..b".to_owned(),
            push_refs: vec!["refs/heads/ok".to_owned(), "+refs/heads/*".to_owned()],
            agent_argv: vec![String::new()],
            template: Some("A".to_owned()),
            check_targets: vec!["--config=x".to_owned()],
            limits: Limits {
                queued: 0,
                ..Limits::default()
            },
            ..NewProject::of("Shop", "--upload-pack=x")
        };
        let fields: Vec<String> = project
            .faults()
            .into_iter()
            .map(|fault| fault.field)
            .collect();
        assert_eq!(
            fields,
            [
                "name",
                "repo_url",
                "branch",
                "agent_argv.0",
                "template",
                "push_refs.1",
                "check_targets.0",
                "limits.queued"
            ]
        );
    }

    #[test]
    fn branches_are_those_of_git() {
        for right in ["main", "feature/a-b", "a.b", "ü"] {
            assert!(is_branch(right), "{right}");
        }
        for wrong in [
            "", "/a", "a/", "a//b", ".a", "a.lock", "a b", "a:b", "-a", "+a", "@", "a@{b", "HEAD",
            "a\u{7f}", "a.", "*",
        ] {
            assert!(!is_branch(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn a_project_in_json_is_flat() {
        let project = Project {
            id: ProjectId::new(),
            created_at: Timestamp(7),
            settings: NewProject::of("shop", "https://example.org/shop.git"),
        };
        let json = serde_json::to_value(&project).unwrap();
        assert_eq!(json["name"], "shop");
        assert_eq!(json["created_at"], 7);
        assert_eq!(serde_json::from_value::<Project>(json).unwrap(), project);
    }
}
