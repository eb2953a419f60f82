//! Reading the file.

use std::ops::Range;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::error::Error;
use super::given::{Given, Unfit};
use super::keys::{Config, KEYS, Key};

/// Names at least this similar (0 to 1) are suggested.
const ALIKE: f64 = 0.8;

/// Takes over what a file sets.
///
/// # Errors
///
/// It is no TOML, has a key that there is not, or a value that is not taken.
pub fn apply(config: &mut Config, text: &str, path: &Path) -> Result<(), Error> {
    let reader = Reader { text, path };
    let table = DeTable::parse(text)
        .map_err(|error| reader.wrong(error.span(), error.message().to_owned()))?;
    reader.table(config, table.get_ref(), "")
}

struct Reader<'a> {
    text: &'a str,
    path: &'a Path,
}

impl Reader<'_> {
    fn table(&self, config: &mut Config, table: &DeTable, section: &str) -> Result<(), Error> {
        for (spanned, value) in table {
            let (span, name) = (spanned.span(), spanned.get_ref().as_ref());
            let value = value.get_ref();
            if let (true, DeValue::Table(inner)) = (is_section(name) && section.is_empty(), value) {
                self.table(config, inner, name)?;
                continue;
            }
            let full = match section {
                "" => name.to_owned(),
                section => format!("{section}.{name}"),
            };
            let key = KEYS
                .iter()
                .find(|key| key.name == full)
                .ok_or_else(|| self.wrong(Some(span.clone()), unknown(&full, value)))?;
            let folder = self.path.parent().unwrap_or(Path::new(""));
            (key.set)(config, Given::File(value, folder))
                .map_err(|unfit| self.wrong(Some(span), explained(key, unfit)))?;
        }
        Ok(())
    }

    fn wrong(&self, span: Option<Range<usize>>, message: String) -> Error {
        let start = span.map_or(0, |span| span.start).min(self.text.len());
        let before = self.text.as_bytes().get(..start).unwrap_or_default();
        Error::Line {
            file: self.path.display().to_string(),
            line: 1 + before.iter().filter(|byte| **byte == b'\n').count(),
            message,
        }
    }
}

fn sections() -> impl Iterator<Item = &'static str> {
    KEYS.iter()
        .filter_map(|key| key.name.split_once('.').map(|(section, _)| section))
}

fn is_section(name: &str) -> bool {
    sections().any(|section| section == name)
}

fn explained(key: &Key, unfit: Unfit) -> String {
    let name = key.name;
    let file = format!("{name}_file");
    let way_out = match KEYS.iter().any(|key| key.name == file) {
        true => format!(
            ": set {} in the environment, or name a file in `{file}`",
            key.variable()
        ),
        false => String::new(),
    };
    match unfit {
        Unfit::Found(found) => format!("`{name}` must be {}, not {found}", key.wanted),
        Unfit::Refused(why) if why.ends_with("here") => format!("`{name}` {why}{way_out}"),
        Unfit::Refused(why) => format!("`{name}` {why}"),
    }
}

fn unknown(name: &str, value: &DeValue) -> String {
    if value.is_table() && !name.contains('.') {
        return format!("there is no section [{name}]{}", meant(name, sections()));
    }
    if is_section(name) {
        return format!("`{name}` is a section: write it as [{name}]");
    }
    format!(
        "there is no key `{name}`{}",
        meant(name, KEYS.iter().map(|key| key.name))
    )
}

fn meant<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    match nearest(name, known) {
        Some(candidate) => format!("; did you mean `{candidate}`?"),
        None => "; the README of tachikoma-serve has all of them".to_owned(),
    }
}

/// What may have been meant by a name that there is not.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, candidate)| candidate)
}
