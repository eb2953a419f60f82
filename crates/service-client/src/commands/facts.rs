//! Names and values, one below the other.

use super::screen::{Look, Tone};
use super::text::{one_line, shortened, wrapped};

/// Columns of the names.
const NAMES: usize = 11;

/// The most columns of a line before it is broken: what is to be copied, such as a path, stays whole.
const LONGEST: usize = 2000;

/// The most lines of one value.
const LINES: usize = 20;

/// Names and values, one below the other.
pub(super) struct Facts {
    look: Look,
    text: String,
}

impl Facts {
    pub fn new(look: Look) -> Self {
        Self {
            look,
            text: String::new(),
        }
    }

    /// A value in one line, which a terminal breaks where it is too long. Of foreign text a terminal obeys nothing.
    pub fn add(&mut self, name: &str, value: &str) {
        self.toned(name, value, Tone::Plain);
    }

    /// A value in one line, in the colour of its meaning.
    pub fn toned(&mut self, name: &str, value: &str, tone: Tone) {
        let name = self.look.paint(&format!("{name:<NAMES$}"), Tone::Faint);
        let value = shortened(&one_line(value), LONGEST);
        self.text.push_str(&name);
        self.text.push_str(&self.look.paint(&value, tone));
        self.text.push('\n');
    }

    /// A value of several lines: the first ones, and how many follow.
    pub fn lines<'a>(&mut self, name: &str, values: impl IntoIterator<Item = &'a str>) {
        let width = self.look.width.saturating_sub(NAMES).max(NAMES);
        let all: Vec<String> = values
            .into_iter()
            // More of one line than would be shown of many is not looked at.
            .flat_map(|value| wrapped(&shortened(&one_line(value), LONGEST), width))
            .collect();
        let shown = if all.len() > LINES { LINES - 1 } else { LINES };
        let mut name = name;
        for value in all.iter().take(shown) {
            self.add(name, value);
            name = "";
        }
        if all.len() > shown {
            self.add("", &format!("and {} more", all.len() - shown));
        }
    }

    pub fn into_text(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_values_are_told_of() {
        let mut facts = Facts::new(Look {
            has_colours: false,
            width: 30,
        });
        facts.lines("prompt", ["more than\u{1b}[2J one line of 30 columns"]);
        let files: Vec<String> = (1..=25).map(|it| format!("file{it}")).collect();
        facts.lines("files", files.iter().map(String::as_str));
        facts.lines("none", []);
        let text = facts.into_text();
        assert!(
            text.starts_with(
                "prompt     more than one line\n           of 30 columns\nfiles      file1\n"
            ),
            "{text}"
        );
        assert!(text.ends_with("file19\n           and 6 more\n"), "{text}");
    }
}
