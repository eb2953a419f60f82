//! Rendering a template's files and their names.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior, Value};
use service::spec::Variable;

use super::load::{File, RENDERED, Template, TemplateError, wrong};
use crate::git::is_git_name;

/// Steps of one file: more than its language needs.
const FUEL: u64 = 1_000_000;

/// Bytes of all files together.
const BYTES: usize = 32 * 1024 * 1024;

/// Bytes of a name.
const NAME: usize = 255;

/// Renders all files, by their paths in the workspace.
pub(super) fn all(
    template: &Template,
    given: &BTreeMap<String, Variable>,
) -> Result<BTreeMap<String, File>, TemplateError> {
    if let Some(fault) = template.manifest.faults(given).first() {
        let what = format!("is not taken: {} {}", fault.field, fault.message);
        return Err(wrong(Path::new("a variable"), what));
    }
    let given = template.manifest.values(given);
    let values = Value::from_pairs(
        given
            .iter()
            .map(|(name, value)| (name.clone(), value_of(value))),
    );
    let environment = environment()?;
    let mut left = BYTES;
    let mut rendered = BTreeMap::new();
    for (path, file) in &template.files {
        let failed = |what: String| wrong(Path::new(path), what);
        let (name, content) = match path.strip_suffix(RENDERED) {
            Some(name) => {
                let source = String::from_utf8_lossy(&file.content);
                let text = text(&environment, &source, &values, left).map_err(failed)?;
                (name, text.into_bytes())
            }
            None => (path.as_str(), file.content.clone()),
        };
        left = left
            .checked_sub(content.len())
            .ok_or_else(|| failed(format!("makes more than {BYTES} bytes")))?;
        let target = target(name, &given).map_err(failed)?;
        let file = File {
            content,
            is_executable: file.is_executable,
        };
        if rendered.insert(target.clone(), file).is_some() {
            return Err(failed(format!("makes {target}, as another file does")));
        }
    }
    Ok(rendered)
}

fn environment() -> Result<Environment<'static>, TemplateError> {
    let syntax = SyntaxConfig::builder()
        .keep_trailing_newline(true)
        .trim_blocks(true)
        .build()
        .map_err(|error| wrong(Path::new("the syntax"), error.to_string()))?;
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_syntax(syntax);
    Ok(environment)
}

/// The path of a file in the workspace.
fn target(name: &str, given: &BTreeMap<String, Variable>) -> Result<String, String> {
    let parts: Result<Vec<String>, String> = name
        .split('/')
        .map(|part| checked(named(part, given)))
        .collect();
    Ok(parts?.join("/"))
}

fn value_of(variable: &Variable) -> Value {
    match variable {
        Variable::Flag(flag) => (*flag).into(),
        Variable::Number(number) => (*number).into(),
        Variable::Text(text) => text.as_str().into(),
    }
}

/// A name with values for `__variable__`. Values are not looked at again.
fn named(part: &str, values: &BTreeMap<String, Variable>) -> String {
    let mut name = String::new();
    let mut rest = part;
    while let Some((before, behind)) = rest.split_once("__") {
        name.push_str(before);
        let found = behind.split_once("__").and_then(|(variable, behind)| {
            let value = values.get(variable)?;
            Some((value, behind))
        });
        match found {
            Some((value, behind)) => {
                name.push_str(&value_of(value).to_string());
                rest = behind;
            }
            None => {
                name.push_str("__");
                rest = behind;
            }
        }
    }
    name.push_str(rest);
    name
}

fn text(
    environment: &Environment<'_>,
    source: &str,
    values: &Value,
    limit: usize,
) -> Result<String, String> {
    let template = environment
        .template_from_str(source)
        .map_err(|error| error.to_string())?;
    let mut limited = Limited {
        content: Vec::new(),
        left: limit,
    };
    template
        .render_captured_to(values.clone(), &mut limited)
        .map_err(|error| format!("cannot be rendered: {error}"))?;
    String::from_utf8(limited.content).map_err(|_| "is not UTF-8".to_owned())
}

/// A name of a file or folder that stays where it is.
fn checked(name: String) -> Result<String, String> {
    let fault = if name.is_empty() {
        "is empty"
    } else if name == "." || name == ".." {
        "leads elsewhere"
    } else if name.len() > NAME {
        "is too long"
    } else if name.contains(['/', '\\']) || name.chars().any(char::is_control) {
        "has a character that no name may have"
    } else if is_git_name(name.as_bytes()) {
        "is or may be taken for git's"
    } else {
        return Ok(name);
    };
    Err(format!("makes a name that {fault}: {name:?}"))
}

/// Takes only so many bytes.
struct Limited {
    content: Vec<u8>,
    left: usize,
}

impl Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.left = self
            .left
            .checked_sub(bytes.len())
            .ok_or_else(|| io::Error::other("it becomes too large"))?;
        self.content.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_values_of_variables_alone() {
        let text = |text: &str| Variable::Text(text.to_owned());
        let values = BTreeMap::from([
            ("a".to_owned(), text("x__b__y")),
            ("b".to_owned(), Variable::Number(7)),
        ]);
        for (part, name) in [
            ("__a__.txt", "x__b__y.txt"),
            ("__b____b__", "77"),
            ("__init__.py", "__init__.py"),
            ("____b__", "__7"),
            ("a__", "a__"),
        ] {
            assert_eq!(named(part, &values), name, "{part}");
        }
    }
}
