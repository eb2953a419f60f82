//! What a build is asked to do.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::problem::FieldError;

const PROMPT_BYTES: usize = 128 * 1024;
const VARIABLES: usize = 100;
const VALUE_BYTES: usize = 16 * 1024;
const NAME_BYTES: usize = 64;
const URL_BYTES: usize = 2048;

/// A build as it is asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BuildSpec {
    /// What the agent shall do. At most 128 KiB.
    #[schema(
        examples("Add a page that lists all orders"),
        max_length = 131_072,
        pattern = "\\S"
    )]
    pub prompt: String,
    /// The template that the workspace starts with; none leaves the repository as it is.
    #[serde(default)]
    #[schema(pattern = "^[a-z][a-z0-9_-]{0,63}$")]
    pub template: Option<String>,
    /// Values for the template's variables.
    #[serde(default)]
    pub variables: BTreeMap<String, Variable>,
    /// Whether the changes become a commit.
    #[serde(default = "yes")]
    pub auto_commit: bool,
    /// Whether the commit is pushed to the project's branch. Needs `auto_commit`.
    #[serde(default)]
    pub auto_push: bool,
    /// Where the result is posted.
    #[serde(default)]
    #[schema(max_length = 2048, pattern = "^https?://[^/?#\\\\@]")]
    pub callback_url: Option<String>,
}

/// The value of a template's variable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Variable {
    /// `true` or `false`.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// Anything else.
    Text(String),
}

fn yes() -> bool {
    true
}

impl BuildSpec {
    /// A build that commits and does not push.
    #[must_use]
    pub fn of(prompt: impl Into<String>) -> Self {
        Self {
            prompt: prompt.into(),
            auto_commit: true,
            ..Self::default()
        }
    }

    /// What is wrong with it, as far as it can be said without looking anything up. Templates and callbacks have more
    /// to say: [`crate::ports::Templates::check`], [`crate::ports::Callbacks::check`].
    #[must_use]
    pub fn faults(&self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        if self.prompt.trim().is_empty() {
            faults.push(FieldError::new(
                "prompt",
                "is empty: say what the agent shall do",
            ));
        }
        if self.prompt.len() > PROMPT_BYTES {
            faults.push(FieldError::new(
                "prompt",
                format!(
                    "has {} bytes; at most {PROMPT_BYTES} are taken",
                    self.prompt.len()
                ),
            ));
        }
        if self.auto_push && !self.auto_commit {
            faults.push(FieldError::new(
                "auto_push",
                "needs auto_commit: only a commit can be pushed",
            ));
        }
        if self.template.as_deref().is_some_and(|name| !is_name(name)) {
            faults.push(FieldError::new("template", NAME_RULE));
        }
        if self.template.is_none() && !self.variables.is_empty() {
            faults.push(FieldError::new(
                "variables",
                "are given without a template that would use them",
            ));
        }
        faults.extend(self.faults_of_variables());
        faults.extend(self.callback_url.as_deref().and_then(fault_of_url));
        faults
    }

    fn faults_of_variables(&self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        if self.variables.len() > VARIABLES {
            faults.push(FieldError::new(
                "variables",
                format!(
                    "are {}; at most {VARIABLES} are taken",
                    self.variables.len()
                ),
            ));
        }
        for (name, value) in self.variables.iter().take(VARIABLES) {
            if !is_name(name) {
                faults.push(FieldError::new(format!("variables.{name}"), NAME_RULE));
            }
            if let Variable::Text(text) = value
                && text.len() > VALUE_BYTES
            {
                faults.push(FieldError::new(
                    format!("variables.{name}"),
                    format!("has {} bytes; at most {VALUE_BYTES} are taken", text.len()),
                ));
            }
        }
        faults
    }

    /// Identifies the content: the same with an `Idempotency-Key` is the same build, another one is refused. Spaces and
    /// order of the JSON that came do not count.
    #[must_use]
    pub fn sha256(&self) -> String {
        // Strings, numbers and maps with texts as keys always become JSON.
        let json = serde_json::to_vec(self).unwrap_or_default();
        Sha256::digest(json)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

const NAME_RULE: &str =
    "is no name: use up to 64 lower-case letters, digits, - and _, and start with a letter";

/// Whether a text may name a template, a variable or a project.
#[must_use]
pub(crate) fn is_name(text: &str) -> bool {
    text.len() <= NAME_BYTES
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .chars()
            .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-' || it == '_')
}

// Which hosts are allowed is said by who connects to them: names have addresses only then.
fn fault_of_url(url: &str) -> Option<FieldError> {
    let fault = |what: &str| Some(FieldError::new("callback_url", what));
    if url.len() > URL_BYTES {
        return fault("is longer than 2048 bytes");
    }
    if url.chars().any(|it| it.is_whitespace() || it.is_control()) {
        return fault("has a space or a control character: encode it as %20 or the like");
    }
    let Some(rest) = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))
    else {
        return fault("does not start with https:// or http://");
    };
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    match authority {
        "" => fault("names no host"),
        _ if authority.contains('@') => {
            fault("has a user or password in it: callbacks are signed instead")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(json: &str) -> Vec<String> {
        let spec: BuildSpec = serde_json::from_str(json).unwrap();
        spec.faults()
            .into_iter()
            .map(|fault| format!("{} {}", fault.field, fault.message))
            .collect()
    }

    #[test]
    fn a_prompt_is_enough() {
        let spec: BuildSpec = serde_json::from_str(r#"{"prompt": "Add a page"}"#).unwrap();
        assert_eq!(spec, BuildSpec::of("Add a page"));
        assert!(spec.auto_commit && !spec.auto_push);
        assert_eq!(spec.faults(), []);
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let json = r#"{"prompt": " \n", "auto_commit": false, "auto_push": true, "template": "../x",
            "variables": {"Name": "x", "ok": 3, "flag": true}, "callback_url": "ftp://example.org"}"#;
        insta::assert_snapshot!(faults(json).join("\n"), @r"
        prompt is empty: say what the agent shall do
        auto_push needs auto_commit: only a commit can be pushed
        template is no name: use up to 64 lower-case letters, digits, - and _, and start with a letter
        variables.Name is no name: use up to 64 lower-case letters, digits, - and _, and start with a letter
        callback_url does not start with https:// or http://
        ");
    }

    #[test]
    fn addresses_of_callbacks() {
        let faults_of = |url: &str| {
            faults(&serde_json::json!({"prompt": "x", "callback_url": url}).to_string())
        };
        assert!(faults_of("https://example.org/hook?a=b").is_empty());
        for wrong in [
            "https://",
            "https:///x",
            "https://a@example.org/",
            "https://example.org/a b",
            "https://a\n.org",
        ] {
            assert_eq!(faults_of(wrong).len(), 1, "{wrong:?}");
        }
        let long = format!("https://example.org/{}", "x".repeat(2048));
        assert_eq!(faults_of(&long).len(), 1);
    }

    #[test]
    fn sizes_are_limited() {
        let mut spec = BuildSpec::of("x".repeat(PROMPT_BYTES));
        assert_eq!(spec.faults(), []);
        spec.prompt.push('x');
        assert_eq!(spec.faults().len(), 1);

        let mut spec = BuildSpec {
            template: Some("service".to_owned()),
            ..BuildSpec::of("x")
        };
        spec.variables.insert(
            "long".to_owned(),
            Variable::Text("x".repeat(VALUE_BYTES + 1)),
        );
        assert_eq!(spec.faults().len(), 1);
    }

    #[test]
    fn a_misspelt_field_is_refused() {
        let error =
            serde_json::from_str::<BuildSpec>(r#"{"prompt": "x", "autopush": true}"#).unwrap_err();
        assert!(error.to_string().contains("autopush"), "{error}");
    }

    #[test]
    fn the_digest_is_that_of_the_content() {
        let one: BuildSpec =
            serde_json::from_str(r#"{"prompt": "x", "auto_commit": true}"#).unwrap();
        let same: BuildSpec =
            serde_json::from_str(r#"{ "auto_push": false, "prompt": "x" }"#).unwrap();
        assert_eq!(one.sha256(), same.sha256());
        assert_ne!(one.sha256(), BuildSpec::of("y").sha256());
        assert_eq!(one.sha256().len(), 64);
    }
}
