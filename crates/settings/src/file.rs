//! Reads a `tk.toml`.

use std::io::ErrorKind;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use crate::error::{Error, Result};
use crate::keys::{self, KEYS, Key, Kind};
use crate::section::Section;
use crate::value::Value;

/// The file's name in the repository and in the user's folder.
pub const FILE_NAME: &str = "tk.toml";

/// A file that was read.
#[derive(Debug, Default)]
pub struct ConfigFile {
    /// The path that it was read from.
    pub path: PathBuf,
    /// The lines that set something, in the file's order.
    pub entries: Vec<Entry>,
    /// A warning for each unknown key, in the file's order.
    pub warnings: Vec<String>,
}

/// A line that sets something.
#[derive(Debug)]
pub struct Entry {
    /// The section of the line.
    pub section: Section,
    /// The key that it sets.
    pub key: &'static Key,
    /// The value that it gives the key.
    pub value: Value,
    /// The line's number, from 1.
    pub line: usize,
}

/// Reads a file, if it exists. `name` is its name in messages.
///
/// # Errors
/// When it cannot be read, is not TOML, or a value is invalid for its key.
pub fn read(path: &Path, name: &str) -> Result<Option<ConfigFile>> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(checkout::Error::read(path)(error).into()),
    };
    parse(&text, path, name).map(Some)
}

fn parse(text: &str, path: &Path, name: &str) -> Result<ConfigFile> {
    let table = DeTable::parse(text).map_err(|error| Error::ConfigFile {
        file: name.to_owned(),
        line: line_of(text, error.span()),
        message: error.message().to_owned(),
    })?;
    let mut reader = Reader {
        text,
        name,
        folder: path.parent().unwrap_or(Path::new("")),
        file: ConfigFile {
            path: path.to_owned(),
            ..ConfigFile::default()
        },
        warnings: Vec::new(),
    };
    reader.table(table.get_ref(), Section::Always)?;
    reader.file.entries.sort_by_key(|entry| entry.line);
    reader.warnings.sort();
    reader.file.warnings = reader.warnings.into_iter().map(|(_, text)| text).collect();
    Ok(reader.file)
}

struct Reader<'a> {
    text: &'a str,
    name: &'a str,
    folder: &'a Path,
    file: ConfigFile,
    /// Each with its line number, by which they are sorted in the end.
    warnings: Vec<(usize, String)>,
}

impl Reader<'_> {
    fn table(&mut self, table: &DeTable, section: Section) -> Result<()> {
        for (spanned, value) in table {
            let line = line_of(self.text, Some(spanned.span()));
            let (name, value) = (spanned.get_ref().as_ref(), value.get_ref());
            let inner = Section::named(name).filter(|_| section == Section::Always);
            match (inner, value) {
                (Some(inner), DeValue::Table(table)) => self.table(table, inner)?,
                (Some(_), _) => {
                    return Err(
                        self.wrong(line, format!("`{name}` is a section: write it as [{name}]"))
                    );
                }
                (None, _) => self.entry(name, value, section, line)?,
            }
        }
        Ok(())
    }

    fn entry(&mut self, name: &str, value: &DeValue, section: Section, line: usize) -> Result<()> {
        let Some(key) = keys::find(name) else {
            self.warn(line, unknown(name, value, section));
            return Ok(());
        };
        if decides_mode(key) && !matches!(section, Section::Always | Section::Ci) {
            self.warn(
                line,
                format!(
                    "`{name}` has no effect in [{}]: it chooses the mode",
                    section.name()
                ),
            );
            return Ok(());
        }
        let value = Value::of_toml(key, value, self.folder).map_err(|unfit| {
            self.wrong(
                line,
                format!("`{name}` must be {}, not {}", key.wanted(), unfit.0),
            )
        })?;
        self.file.entries.push(Entry {
            section,
            key,
            value,
            line,
        });
        Ok(())
    }

    fn warn(&mut self, line: usize, text: String) {
        self.warnings
            .push((line, format!("{}:{line}: {text}", self.name)));
    }

    fn wrong(&self, line: usize, message: String) -> Error {
        Error::ConfigFile {
            file: self.name.to_owned(),
            line,
            message,
        }
    }
}

fn decides_mode(key: &Key) -> bool {
    key.flag == "mode"
}

fn unknown(name: &str, value: &DeValue, section: Section) -> String {
    if value.is_table() && section == Section::Always {
        let headings = || Section::HEADED.iter().map(|(section, _)| section.name());
        let meant = keys::nearest(name, headings()).map_or_else(
            || {
                format!(
                    "; the sections are {}",
                    headings().collect::<Vec<_>>().join(", ")
                )
            },
            |meant| format!("; did you mean [{meant}]?"),
        );
        return format!("unknown section [{name}]{meant}");
    }
    let positive = name.strip_prefix("no-").and_then(keys::find);
    let meant = match positive {
        Some(key) if key.kind == Kind::Switch => format!("; did you mean `{} = false`?", key.name),
        _ => keys::nearest(name, KEYS.iter().map(|key| key.name))
            .map(|meant| format!("; did you mean `{meant}`?"))
            .unwrap_or_default(),
    };
    format!("unknown key `{name}`{meant}")
}

fn line_of(text: &str, span: Option<Range<usize>>) -> usize {
    let start = span.map_or(0, |span| span.start).min(text.len());
    1 + text.as_bytes()[..start]
        .iter()
        .filter(|byte| **byte == b'\n')
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<ConfigFile> {
        parse(text, Path::new("/w/tk.toml"), "tk.toml")
    }

    fn shown(text: &str) -> String {
        let file = parsed(text).unwrap();
        let entries = file.entries.iter().map(|entry| {
            let section = entry.section.name();
            format!(
                "{}: {section}.{} = {}",
                entry.line, entry.key.name, entry.value
            )
        });
        entries
            .chain(file.warnings.iter().cloned())
            .collect::<Vec<_>>()
            .join("\n")
    }

    #[test]
    fn sections_hold_the_same_keys() {
        let text = "verbose = true\njunit = \"out/tests.xml\"\n\n[production]\nbazel-configs = [\"release\"]\njobs = 0x10\n\n[ci]\nmode = \"production\"\n";
        insta::assert_snapshot!(shown(text), @r#"
        1: .verbose = true
        2: .junit = "/w/out/tests.xml"
        5: production.bazel-configs = ["release"]
        6: production.jobs = 16
        9: ci.mode = "production"
        "#);
    }

    #[test]
    fn a_file_is_read_however_people_and_editors_wrote_it() {
        for text in [
            "jobs = 2",
            "jobs = 2\n",
            "jobs = 2\r\n",
            "\u{feff}jobs = 2\n",
            "  jobs=2\t\n",
            "# jobs = 1\r\n\r\njobs = 2 # two\r\n",
        ] {
            let file = parsed(text).unwrap();
            let values: Vec<String> = file
                .entries
                .iter()
                .map(|one| one.value.to_string())
                .collect();
            assert_eq!(values, ["2"], "{text:?}");
        }
        for text in ["", "\n\r\n \t\n", "\u{feff}", "# none\n"] {
            assert!(parsed(text).unwrap().entries.is_empty(), "{text:?}");
        }
    }

    #[test]
    fn unknown_keys_are_warned_of_with_what_was_meant() {
        let text = "zebra = 1\nverbos = true\nno-fast = true\n[prodction]\nverbose = true\n[weird]\n[test]\nmode = \"test\"\nparralel = true\n[test.ci]\n";
        insta::assert_snapshot!(shown(text), @"
        tk.toml:1: unknown key `zebra`
        tk.toml:2: unknown key `verbos`; did you mean `verbose`?
        tk.toml:3: unknown key `no-fast`; did you mean `fast = false`?
        tk.toml:4: unknown section [prodction]; did you mean [production]?
        tk.toml:6: unknown section [weird]; the sections are development, production, test, ci
        tk.toml:8: `mode` has no effect in [test]: it chooses the mode
        tk.toml:9: unknown key `parralel`; did you mean `parallel`?
        tk.toml:10: unknown key `ci`
        ");
    }

    #[test]
    fn wrong_values_name_file_line_key_and_what_is_wanted() {
        let message = |text: &str| {
            let error = parsed(text).unwrap_err();
            assert!(matches!(error, Error::ConfigFile { .. }));
            error.to_string()
        };
        insta::assert_snapshot!(message("\nverbose = \"yes\""), @r#"tk.toml:2: `verbose` must be true or false, not the string "yes""#);
        insta::assert_snapshot!(message("retries = -1"), @"tk.toml:1: `retries` must be a whole number from 0 to 100, not the number -1");
        insta::assert_snapshot!(message("retries = 1.5"), @"tk.toml:1: `retries` must be a whole number from 0 to 100, not the number 1.5");
        insta::assert_snapshot!(message("[ci]\nmode = \"prod\""), @r#"tk.toml:2: `mode` must be one of development, production, test, not the string "prod""#);
        insta::assert_snapshot!(message("bazel-flags = \"-k\""), @r#"tk.toml:1: `bazel-flags` must be a list of Bazel flags with their dashes, such as ["--jobs=4"], not the string "-k""#);
        insta::assert_snapshot!(message("bazel-flags = [\"-k\", \"x\"]"), @r#"tk.toml:1: `bazel-flags` must be a list of Bazel flags with their dashes, such as ["--jobs=4"], not "x""#);
        insta::assert_snapshot!(message("bazel-configs = [1]"), @r#"tk.toml:1: `bazel-configs` must be a list of Bazel configs without dashes, such as ["remote"], not a list of other values"#);
        insta::assert_snapshot!(message("junit = \"\""), @r#"tk.toml:1: `junit` must be a path, not """#);
        insta::assert_snapshot!(message("production = true"), @"tk.toml:1: `production` is a section: write it as [production]");
        insta::assert_snapshot!(message("verbose = tru"), @"tk.toml:1: invalid boolean, expected `true`");
        insta::assert_snapshot!(message("verbose = true\n\nverbose = false"), @"tk.toml:3: duplicate key");
    }
}
