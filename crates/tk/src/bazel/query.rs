//! Questions to Bazel's loading phase.

use std::ffi::OsString;

use serde::Deserialize;

use crate::bazel::process::{self, Observer};
use crate::error::{Error, Result};
use crate::printer::Printer;
use crate::progress::is_waiting_line;
use crate::workspace::Workspace;

/// A rule target, as far as it is read.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// Its label.
    pub name: String,
    #[serde(default)]
    rule_class: String,
    /// `FILE:LINE:COLUMN` of its definition.
    #[serde(default)]
    location: String,
    #[serde(default)]
    attribute: Vec<Attribute>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Attribute {
    name: String,
    #[serde(default)]
    string_list_value: Vec<String>,
}

#[derive(Deserialize)]
struct QueriedTarget {
    rule: Option<Rule>,
}

impl Rule {
    /// Whether it is a test, as Bazel tells it: by the ending of its rule's name.
    pub fn is_test(&self) -> bool {
        self.rule_class.ends_with("_test")
    }

    /// The line of its definition; 0 when unknown.
    pub fn line(&self) -> u32 {
        self.location
            .rsplit(':')
            .nth(1)
            .and_then(|line| line.parse().ok())
            .unwrap_or(0)
    }

    /// The strings (or labels) of a list attribute; none where it is not set.
    pub fn strings(&self, attribute: &str) -> Vec<String> {
        let found = self
            .attribute
            .iter()
            .find(|candidate| candidate.name == attribute);
        found
            .map(|found| found.string_list_value.clone())
            .unwrap_or_default()
    }
}

/// The rules that a query finds. `what` names them in messages.
///
/// # Errors
/// When Bazel cannot answer, or answers in another form.
pub fn rules(
    workspace: &Workspace,
    printer: &mut Printer,
    what: &'static str,
    query: &str,
) -> Result<Vec<Rule>> {
    let arguments: Vec<OsString> = [
        "query",
        "--output=streamed_jsonproto",
        "--noshow_progress",
        "--color=no",
        query,
    ]
    .map(OsString::from)
    .into();
    let mut observer = WaitingShown { printer };
    let ended = process::run(
        &workspace.bazel,
        &workspace.root,
        &arguments,
        None,
        &mut observer,
    )?;
    if ended.code != 0 {
        return Err(Error::Query {
            what,
            code: ended.code,
            output: ended.output,
        });
    }
    parse(&ended.output).map_err(|source| Error::QueryAnswer { what, source })
}

/// One JSON object a line; other lines are Bazel's messages.
fn parse(output: &str) -> Result<Vec<Rule>, serde_json::Error> {
    output
        .lines()
        .filter(|line| line.starts_with('{'))
        .map(|line| serde_json::from_str(line).map(|target: QueriedTarget| target.rule))
        .filter_map(Result::transpose)
        .collect()
}

struct WaitingShown<'a> {
    printer: &'a mut Printer,
}

impl Observer for WaitingShown<'_> {
    fn output(&mut self, line: &str) {
        if is_waiting_line(line) {
            self.printer.foreign(line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_between_messages() {
        let output = concat!(
            "WARNING: something\n",
            r#"{"type":"RULE","rule":{"name":"//:a","ruleClass":"some_test","location":"/w/BUILD.bazel:12:3","attribute":[{"name":"modes","type":"STRING_LIST","stringListValue":["test"]},{"name":"tags"}]}}"#,
            "\n",
            r#"{"type":"SOURCE_FILE","sourceFile":{"name":"//:b"}}"#,
            "\n",
        );
        let rules = parse(output).unwrap();
        assert_eq!(rules.len(), 1);
        assert_eq!(rules[0].strings("modes"), ["test"]);
        assert!(rules[0].strings("tags").is_empty());
        assert_eq!(rules[0].line(), 12);
        assert!(rules[0].is_test());
        assert!(parse("{broken").is_err());
    }
}
