//! Questions to Bazel's loading phase.

mod missing;

use std::ffi::OsString;

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::invocation::Invocation;
use crate::label::Label;
use crate::observer::Observer;
use crate::prepare;
use crate::process;
use crate::registry;
use checkout::Workspace;
pub use missing::missing;

/// A rule target, as far as it is read.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// The label.
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
    #[serde(default)]
    string_value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct QueriedTarget {
    rule: Option<Rule>,
    source_file: Option<SourceFile>,
}

#[derive(Deserialize)]
struct SourceFile {
    name: String,
}

/// What a query finds.
#[derive(Debug, Default)]
pub struct Answer {
    /// The rule targets.
    pub rules: Vec<Rule>,
    /// The labels of the source files, with the repositories' canonical names: `@@//a:b.bzl`.
    pub files: Vec<String>,
}

impl Rule {
    /// Whether it is a test, as Bazel tells it: by the ending of its rule's name.
    pub fn is_test(&self) -> bool {
        self.rule_class.ends_with("_test")
    }

    /// The rule's name, such as `rust_library`.
    pub fn kind(&self) -> &str {
        &self.rule_class
    }

    /// The line of its definition; 0 when unknown.
    pub fn line(&self) -> u32 {
        self.location
            .rsplit(':')
            .nth(1)
            .and_then(|line| line.parse().ok())
            .unwrap_or(0)
    }

    /// The string of an attribute; empty where it is not set.
    pub fn string(&self, attribute: &str) -> &str {
        let mut attributes = self.attribute.iter();
        attributes
            .find(|candidate| candidate.name == attribute)
            .map_or("", |found| &found.string_value)
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
    observer: &mut dyn Observer,
    what: &'static str,
    query: &str,
) -> Result<Vec<Rule>> {
    Ok(ask(workspace, observer, what, &[query])?.rules)
}

/// The rules and source files that a query finds, by their canonical labels. `what` names them in messages.
///
/// # Errors
/// When Bazel cannot answer, or answers in another form.
pub fn rules_and_files(
    workspace: &Workspace,
    observer: &mut dyn Observer,
    what: &'static str,
    query: &str,
) -> Result<Answer> {
    ask(workspace, observer, what, &["--consistent_labels", query])
}

fn ask(
    workspace: &Workspace,
    observer: &mut dyn Observer,
    what: &'static str,
    words: &[&str],
) -> Result<Answer> {
    // An rc file can leave out what is read here.
    let own = [
        "query",
        "--output=streamed_jsonproto",
        "--proto:default_values",
        "--proto:locations",
        "--proto:output_rule_attrs=all",
        "--noshow_progress",
        "--color=no",
    ];
    let mut arguments: Vec<OsString> = own.map(OsString::from).to_vec();
    arguments.extend(prepare::patience(workspace, None).map(OsString::from));
    arguments.extend(words.iter().map(OsString::from));
    let ended = run(workspace, &arguments, observer)?;
    if ended.code != 0 {
        return Err(failed(what, ended));
    }
    parse(&ended.output).map_err(|source| Error::QueryAnswer { what, source })
}

fn failed(what: &'static str, ended: process::Ended) -> Error {
    let code = ended.code;
    match registry::unreachable(&ended.output) {
        Some(reason) => Error::Unreachable { reason, code },
        None => Error::Query {
            what,
            code,
            output: ended.output,
        },
    }
}

fn run(
    workspace: &Workspace,
    arguments: &[OsString],
    observer: &mut dyn Observer,
) -> Result<process::Ended> {
    process::run(&workspace.bazel, &workspace.root, arguments, None, observer)
}

/// A word of a query, which can have blanks and signs that mean something there; `None` where it has both kinds of quotes.
fn quoted(word: &str) -> Option<String> {
    let quote = ['"', '\'']
        .into_iter()
        .find(|quote| !word.contains(*quote))?;
    Some(format!("{quote}{word}{quote}"))
}

/// What a target stands for: the target of an alias, the tests of a suite. None for all others.
///
/// # Errors
/// When Bazel cannot answer.
pub fn behind(
    workspace: &Workspace,
    observer: &mut dyn Observer,
    label: &str,
) -> Result<Vec<String>> {
    let Some(target) = quoted(label) else {
        return Ok(Vec::new());
    };
    let query = format!("labels(actual, {target}) union (tests({target}) except {target})");
    let own = ["query", "--output=label", "--noshow_progress", "--color=no"];
    let arguments: Vec<OsString> = own
        .iter()
        .map(OsString::from)
        .chain([query.into()])
        .collect();
    let ended = run(workspace, &arguments, observer)?;
    if ended.code != 0 {
        return Err(failed("targets", ended));
    }
    let labels = ended.output.lines().map(str::trim);
    Ok(labels
        .filter_map(Label::parse)
        .map(|label| label.to_string())
        .collect())
}

/// Prints a target's label where it has an executable that is no source file.
const EXECUTABLE: &str = "str(target.label) if providers(target) and providers(target).get(\"FilesToRunProvider\") and \
    providers(target)[\"FilesToRunProvider\"].executable and \
    providers(target)[\"FilesToRunProvider\"].runfiles_manifest else \"\"";

/// Those of some targets that can be run, in the configuration of an invocation.
///
/// # Errors
/// When Bazel cannot answer.
pub fn executables(
    workspace: &Workspace,
    observer: &mut dyn Observer,
    invocation: &Invocation,
    labels: &[String],
) -> Result<Vec<String>> {
    let quoted: Vec<String> = labels.iter().filter_map(|label| quoted(label)).collect();
    let mut arguments = prepare::for_workspace(workspace, invocation)?.query_arguments();
    arguments.extend(
        [
            "--output=starlark".to_owned(),
            format!("--starlark:expr={EXECUTABLE}"),
            "--".to_owned(),
            format!("set({})", quoted.join(" ")),
        ]
        .map(OsString::from),
    );
    let ended = run(workspace, &arguments, observer)?;
    if ended.code != 0 {
        return Err(failed("programs", ended));
    }
    let found: Vec<&str> = ended
        .output
        .lines()
        .map(|line| line.trim_start_matches('@'))
        .collect();
    let is_found = |label: &&String| found.contains(&label.trim_start_matches('@'));
    Ok(labels.iter().filter(is_found).cloned().collect())
}

/// One JSON object a line; other lines are Bazel's messages.
fn parse(output: &str) -> Result<Answer, serde_json::Error> {
    let mut answer = Answer::default();
    for line in output.lines().filter(|line| line.starts_with('{')) {
        let target: QueriedTarget = serde_json::from_str(line)?;
        answer.rules.extend(target.rule);
        let file = target.source_file.map(|file| file.name);
        answer.files.extend(file);
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_that_is_possible() {
        for (word, expected) in [
            ("//a:b", Some("\"//a:b\"")),
            ("//a b:c+d", Some("\"//a b:c+d\"")),
            ("//:a\"b", Some("'//:a\"b'")),
            ("//:it's", Some("\"//:it's\"")),
            ("//:a\"b'c", None),
        ] {
            assert_eq!(quoted(word).as_deref(), expected, "{word}");
        }
    }

    #[test]
    fn rules_are_read_between_messages() {
        let output = concat!(
            "WARNING: something\n",
            r#"{"type":"RULE","rule":{"name":"//:a","ruleClass":"some_test","location":"/w/BUILD.bazel:12:3","attribute":[{"name":"update","type":"STRING","stringValue":"//:u"},{"name":"modes","type":"STRING_LIST","stringListValue":["test"]},{"name":"tags"}]}}"#,
            "\n",
            r#"{"type":"SOURCE_FILE","sourceFile":{"name":"//:b"}}"#,
            "\n",
        );
        let Answer { rules, files } = parse(output).unwrap();
        assert_eq!((rules.len(), files), (1, vec!["//:b".to_owned()]));
        assert_eq!(rules[0].strings("modes"), ["test"]);
        assert!(rules[0].strings("tags").is_empty() && rules[0].is_test());
        let texts = ["update", "tags"].map(|name| rules[0].string(name));
        assert_eq!((texts, rules[0].line()), (["//:u", ""], 12));
        assert!(parse("{broken").is_err());
    }
}
