//! The environment that `--verbose_failures` prints: behind `exec env - \`, one variable a line.

use crate::REDACTED;

/// The words of a line that open an environment.
const OPENING: [&str; 4] = ["exec", "env", "-", "\\"];

/// Where in such text reading is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Environment {
    is_open: bool,
    /// How many words of [`OPENING`] the line so far ends with.
    seen: usize,
}

impl Environment {
    /// Whether the next line can be a variable of it.
    pub(super) fn is_open(self) -> bool {
        self.is_open
    }

    /// Takes a word outside of an environment.
    pub(super) fn saw_word(&mut self, word: &str) {
        self.seen = match OPENING.get(self.seen) {
            Some(expected) if *expected == word => self.seen + 1,
            _ => usize::from(word == OPENING[0]),
        };
    }

    /// Takes a line's end outside of an environment.
    pub(super) fn saw_line_end(&mut self) {
        self.is_open = self.seen == OPENING.len();
        self.seen = 0;
    }

    /// Takes a line within: a variable loses its value, and anything else, which is left to the
    /// caller, ends the environment.
    pub(super) fn take_line(&mut self, line: &str, out: &mut String) -> bool {
        let Some(name) = assigned_name(line) else {
            self.is_open = false;
            return false;
        };
        let indent = line.len() - line.trim_start().len();
        out.push_str(&line[..indent]);
        out.push_str(name);
        out.push('=');
        out.push_str(REDACTED);
        out.push_str(" \\\n");
        true
    }
}

/// `NAME` of a line `    NAME=value \`.
fn assigned_name(line: &str) -> Option<&str> {
    let (name, _) = line
        .trim_end()
        .strip_suffix('\\')?
        .trim_start()
        .split_once('=')?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    (!name.is_empty() && name.chars().all(is_name)).then_some(name)
}
