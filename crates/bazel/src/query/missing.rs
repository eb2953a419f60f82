//! Which targets no longer exist.

use std::ffi::OsString;
use std::io::Write;

use super::{quoted, run};
use crate::error::Result;
use crate::label::Label;
use crate::observer::Observer;
use checkout::Workspace;

/// Those of the labels of which Bazel says that no such target exists. What Bazel cannot load is not among them.
///
/// # Errors
/// When Bazel cannot be asked.
pub fn missing(
    workspace: &Workspace,
    observer: &mut dyn Observer,
    labels: &[&String],
) -> Result<Vec<String>> {
    /// The query had errors, and was answered as far as could be.
    const PARTIAL: u8 = 3;
    // What no query can name is not known to be gone.
    let quoted: Vec<String> = labels.iter().filter_map(|label| quoted(label)).collect();
    // In a file: there can be more labels than a command line holds.
    let mut query = tempfile::NamedTempFile::new().map_err(checkout::Error::write("a query"))?;
    write!(query, "set({})", quoted.join(" ")).map_err(checkout::Error::write(query.path()))?;
    let mut file = OsString::from("--query_file=");
    file.push(query.path());
    let own = ["query", "--keep_going", "--output=label"];
    let quiet = ["--noshow_progress", "--color=no"];
    let words = own.iter().chain(&quiet).map(OsString::from);
    let arguments: Vec<OsString> = words.chain([file]).collect();
    let ended = run(workspace, &arguments, observer)?;
    if ended.code != PARTIAL {
        return Ok(Vec::new());
    }
    let said = Missing::read(&ended.output);
    let missing = labels.iter().filter(|label| said.has(label));
    Ok(missing.map(|label| (*label).clone()).collect())
}

/// What Bazel says does not exist.
struct Missing<'a> {
    targets: Vec<Label<'a>>,
    /// Packages without a BUILD file, as labels in them.
    packages: Vec<String>,
}

impl<'a> Missing<'a> {
    fn read(output: &'a str) -> Self {
        // Names can have quotes, but no colons.
        let named = |before: &'static str, behind: &'static str| {
            let named = output.split(before).skip(1);
            named.filter_map(move |text| Some(text.split_once(behind)?.0))
        };
        let packages = named("no such package '", "': BUILD file not found");
        Self {
            targets: named("no such target '", "': ")
                .filter_map(Label::parse)
                .collect(),
            packages: packages
                .map(|package| match package.starts_with('@') {
                    true => package.to_owned(),
                    false => format!("//{package}"),
                })
                .collect(),
        }
    }

    /// Whether it has a label. Bazel names other repositories by the names that it gives them.
    fn has(&self, label: &str) -> bool {
        let Some(label) = Label::parse(label) else {
            return false;
        };
        let is_its = |package: &String| {
            let package = Label::parse(package);
            package
                .is_some_and(|its| its.package == label.package && its.is_in_repository_of(&label))
        };
        self.targets.iter().any(|target| target.is(&label)) || self.packages.iter().any(is_its)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_loaded_is_not_missing() {
        let output = "ERROR: no such target '//a:b': target 'b' not declared in package 'a'\n\
            ERROR: no such package 'gone': BUILD file not found in any of the following directories\n\
            ERROR: no such package '@@far//x': Unknown host\n\
            ERROR: error loading package 'broken': cannot load '//:none.bzl'\n";
        let output = format!(
            "{output}ERROR: no such target '//:it's': target 'it's' not declared\n\
             ERROR: no such target '@@far~//a:b c': target 'b c' not declared in package 'a'\n\
             ERROR: no such package '@@near//gone': BUILD file not found in directory 'gone'\n"
        );
        let says_missing = |label| Missing::read(&output).has(label);
        for label in [
            "//a:b",
            "@//a:b",
            "//gone:x",
            "//:it's",
            "@far//a:b c",
            "@@far~//a:b c",
            "@near//gone:x",
        ] {
            assert!(says_missing(label), "{label}");
        }
        for label in [
            "//a:bb",
            "//a:c",
            "@far//x:x",
            "//broken:t",
            "//:it",
            "@near//a:b c",
            "a/b",
        ] {
            assert!(!says_missing(label), "{label}");
        }
    }
}
