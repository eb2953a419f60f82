//! `template.toml`: what a template is for, and its variables.

use std::collections::BTreeMap;

use serde::Deserialize;
use service::problem::FieldError;
use service::spec::Variable;

/// Letters of a text, unless the template says otherwise.
const LENGTH: usize = 1000;

/// What a template says of itself.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    /// Without one it is for other templates, and no build can name it.
    #[serde(default)]
    pub(super) description: Option<String>,
    /// Other templates, whose files and variables this one has, too. Its own come first.
    #[serde(default)]
    pub(super) uses: Vec<String>,
    /// Files that can be run, by their names in `files/`; in a folder those that can be run already are, too.
    #[serde(default)]
    pub(super) executable: Vec<String>,
    #[serde(default)]
    pub(super) variables: BTreeMap<String, Declared>,
}

/// A variable.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub(super) struct Declared {
    #[serde(rename = "type")]
    kind: Kind,
    /// For people.
    description: String,
    /// Its value where a build gives none; without it a build must.
    #[serde(default)]
    default: Option<Variable>,
    /// The only texts that are taken.
    #[serde(default)]
    choices: Vec<String>,
    /// The most letters of a text.
    #[serde(default)]
    max_length: Option<usize>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Kind {
    /// One line of text.
    Text,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Flag,
    /// What files, crates and packages may be called: lower-case letters, digits, `-` and `_`, first a letter.
    Name,
    /// One line of text that can stand between double quotes in any language, and in markup.
    Plain,
}

/// What ends a text between double quotes, or begins something else in it, in some language.
const NOT_PLAIN: [char; 9] = ['"', '\\', '`', '$', '<', '>', '&', '{', '}'];

impl Manifest {
    /// What is wrong with values, and what is missing.
    pub(super) fn faults(&self, given: &BTreeMap<String, Variable>) -> Vec<FieldError> {
        let fault =
            |name: &str, message: String| FieldError::new(format!("variables.{name}"), message);
        let mut faults = Vec::new();
        for name in given
            .keys()
            .filter(|name| !self.variables.contains_key(*name))
        {
            let known: Vec<&str> = self.variables.keys().map(String::as_str).collect();
            faults.push(fault(
                name,
                format!("is no variable of the template: it has {}", listed(&known)),
            ));
        }
        for (name, declared) in &self.variables {
            match (given.get(name), &declared.default) {
                (Some(value), _) => {
                    faults.extend(declared.fault(value).map(|message| fault(name, message)));
                }
                (None, Some(_)) => {}
                (None, None) => {
                    faults.push(fault(name, format!("is missing: {}", declared.description)));
                }
            }
        }
        faults
    }

    /// The values of all variables.
    pub(super) fn values(&self, given: &BTreeMap<String, Variable>) -> BTreeMap<String, Variable> {
        let value = |(name, declared): (&String, &Declared)| {
            let value = given.get(name).or(declared.default.as_ref())?;
            Some((name.clone(), value.clone()))
        };
        self.variables.iter().filter_map(value).collect()
    }

    /// Defaults that would not be taken.
    pub(super) fn wrong_default(&self) -> Option<String> {
        self.variables.iter().find_map(|(name, declared)| {
            let message = declared.fault(declared.default.as_ref()?)?;
            Some(format!("the default of {name} {message}"))
        })
    }
}

impl Declared {
    fn fault(&self, value: &Variable) -> Option<String> {
        let text = match (self.kind, value) {
            (Kind::Number, Variable::Number(_)) | (Kind::Flag, Variable::Flag(_)) => return None,
            (Kind::Number, _) => return Some("is no whole number".to_owned()),
            (Kind::Flag, _) => return Some("is neither true nor false".to_owned()),
            (_, Variable::Text(text)) => text,
            (_, _) => return Some("is no text: put it in quotes".to_owned()),
        };
        let most = self.max_length.unwrap_or(LENGTH);
        if text.chars().count() > most {
            return Some(format!("has more than {most} letters"));
        }
        if text.chars().any(char::is_control) {
            return Some("has a control character or more than one line".to_owned());
        }
        if self.kind == Kind::Name && !super::name::is_name(text) {
            return Some(
                "is no name: use lower-case letters, digits, - and _, and start with a letter"
                    .to_owned(),
            );
        }
        if self.kind == Kind::Plain && text.contains(NOT_PLAIN) {
            let letters: Vec<String> = NOT_PLAIN.iter().map(char::to_string).collect();
            return Some(format!(
                "has one of {}, which are not for plain text",
                letters.join(" ")
            ));
        }
        if !self.choices.is_empty() && !self.choices.contains(text) {
            let choices: Vec<&str> = self.choices.iter().map(String::as_str).collect();
            return Some(format!("is not one of {}", listed(&choices)));
        }
        None
    }
}

fn listed(names: &[&str]) -> String {
    match names {
        [] => "none".to_owned(),
        _ => names.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = r#"
description = "x"
[variables]
name = { type = "name", description = "The crate" }
title = { type = "text", description = "The title", default = "T", max_length = 5 }
port = { type = "number", description = "The port", default = 80 }
tests = { type = "flag", description = "With tests", default = true }
kind = { type = "text", description = "The kind", default = "a", choices = ["a", "b"] }
note = { type = "plain", description = "A note", default = "" }
"#;

    fn faults(json: &str) -> String {
        let manifest: Manifest = toml::from_str(MANIFEST).unwrap();
        let given = json.split(',').filter(|it| !it.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap();
            let value = match value.parse() {
                Ok(number) => Variable::Number(number),
                Err(_) if value == "true" => Variable::Flag(true),
                Err(_) => Variable::Text(value.to_owned()),
            };
            (name.to_owned(), value)
        });
        let lines: Vec<String> = manifest
            .faults(&given.collect())
            .into_iter()
            .map(|it| format!("{} {}", it.field, it.message))
            .collect();
        lines.join("\n")
    }

    #[test]
    fn values_have_types() {
        assert_eq!(faults("name=shop,title=Shop,port=1,tests=true,kind=b"), "");
        insta::assert_snapshot!(faults("title=Longer,port=x,tests=1,kind=c,other=1"), @r"
        variables.other is no variable of the template: it has kind, name, note, port, tests, title
        variables.kind is not one of a, b
        variables.name is missing: The crate
        variables.port is no whole number
        variables.tests is neither true nor false
        variables.title has more than 5 letters
        ");
        insta::assert_snapshot!(faults("name=x,note=It's #1 (100 %)"), @"");
        insta::assert_snapshot!(faults("name=x,note={{ name }}"), @r#"variables.note has one of " \ ` $ < > & { }, which are not for plain text"#);
        insta::assert_snapshot!(faults("name=../x,title=a\nb"), @r"
        variables.name is no name: use lower-case letters, digits, - and _, and start with a letter
        variables.title has a control character or more than one line
        ");
    }
}
