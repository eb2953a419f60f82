//! What a command says while it is to be short: kept within bounds until its end.

use std::collections::VecDeque;

use super::{Capabilities, Printer};
use crate::text::cut;

/// How much is kept of the beginning and of the end, bytes each.
const END_BYTES: usize = 900;

/// How many warnings are kept, and how many bytes of each.
const NOTES: usize = 4;
const NOTE_BYTES: usize = 200;

/// How `tk` begins lines that nobody may miss. Those of tools begin with them, too, and are no lines of `tk`.
const NOTABLE: [&str; 2] = ["warning: ", "  next: "];

/// Lines that wait.
#[derive(Debug, Default)]
pub struct Held {
    first: Vec<String>,
    last: VecDeque<String>,
    bytes: (usize, usize),
    left_out: usize,
    notes: Vec<String>,
}

impl Held {
    /// Keeps a line, or several in one; `own`: `tk` itself says it.
    pub fn add(&mut self, text: &str, own: bool) {
        if own && NOTABLE.iter().any(|start| text.starts_with(start)) && self.notes.len() < NOTES {
            self.notes.push(cut::line(text, NOTE_BYTES));
        }
        for line in text.lines() {
            self.add_line(cut::line(line, NOTE_BYTES));
        }
    }

    fn add_line(&mut self, line: String) {
        if self.last.is_empty() && self.bytes.0 + line.len() <= END_BYTES {
            self.bytes.0 += line.len() + 1;
            self.first.push(line);
            return;
        }
        self.bytes.1 += line.len() + 1;
        self.last.push_back(line);
        while self.bytes.1 > END_BYTES {
            let Some(gone) = self.last.pop_front() else {
                break;
            };
            self.bytes.1 -= gone.len() + 1;
            self.left_out += 1;
        }
    }

    /// The warnings.
    pub fn notes(self) -> Vec<String> {
        self.notes
    }

    /// All that is kept, in the order in which it was said.
    pub fn lines(self) -> Vec<String> {
        let gap = (self.left_out > 0).then(|| format!("… {} lines left out …", self.left_out));
        let lines = self.first.into_iter().chain(gap).chain(self.last);
        lines.collect()
    }
}

impl Printer {
    /// From now on, nothing is printed for people until [`Printer::end_agent`]: there is a reader with little room.
    pub fn begin_agent(&mut self) {
        self.capabilities = Capabilities::default();
        self.color_data = false;
        self.held = Some(Held::default());
    }

    /// Whether the reader is one with little room.
    pub fn is_for_agent(&self) -> bool {
        self.held.is_some()
    }

    /// Prints again. The warnings that waited; all else that did is gone.
    pub fn end_agent(&mut self) -> Vec<String> {
        self.held.take().map(Held::notes).unwrap_or_default()
    }

    /// Prints what waits, if anything does: nobody has made anything shorter of it.
    pub fn print_held(&mut self) {
        for line in self.held.take().map(Held::lines).unwrap_or_default() {
            self.line(&line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn much_is_cut_in_the_middle() {
        let mut held = Held::default();
        for number in 0..1000 {
            held.add(&format!("line {number}"), true);
        }
        let lines = held.lines();
        assert_eq!(lines[0], "line 0");
        assert_eq!(lines.last().map(String::as_str), Some("line 999"));
        assert!(lines.iter().any(|line| line.ends_with("lines left out …")));
        assert!(lines.join("\n").len() < 2 * END_BYTES + 100);
    }

    #[test]
    fn warnings_of_tools_are_no_notes() {
        let mut held = Held::default();
        held.add("warning: unused variable", false);
        held.add("warning: the report is incomplete", true);
        assert_eq!(held.notes(), ["warning: the report is incomplete"]);
    }
}
