//! Live progress: a few lines at the end of the terminal that are redrawn.

use redact::{Redactor, terminal};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Paint;

/// Marks where a line was cut.
const CUT: char = '…';

/// One line: pieces of text, each with its colour.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LiveLine {
    pieces: Vec<(Option<Paint>, String)>,
}

impl LiveLine {
    /// Adds text in the terminal's own colour.
    #[must_use]
    pub fn plain(self, text: impl Into<String>) -> Self {
        self.piece(None, text.into())
    }

    /// Adds text in a colour.
    #[must_use]
    pub fn painted(self, paint: Paint, text: impl Into<String>) -> Self {
        self.piece(Some(paint), text.into())
    }

    /// Keeps the line a single line: its text can come from other programs.
    fn piece(mut self, paint: Option<Paint>, text: String) -> Self {
        let text = terminal::plain(&text).replace(['\n', '\t'], " ");
        self.pieces.push((paint, text));
        self
    }

    /// The line without secrets.
    pub(super) fn redacted(&self, redactor: &Redactor) -> Self {
        let pieces = self.pieces.iter();
        let pieces = pieces.map(|(paint, text)| (*paint, redactor.text(text)));
        Self {
            pieces: pieces.collect(),
        }
    }

    /// The line without colours.
    pub fn text(&self) -> String {
        self.pieces.iter().map(|(_, text)| text.as_str()).collect()
    }

    /// The line, cut to `columns`, with colours where they are shown; and how wide it is.
    fn rendered(&self, columns: usize, color: bool) -> (String, usize) {
        let whole: usize = self.pieces.iter().map(|(_, text)| text.width()).sum();
        let mut room = if whole > columns {
            columns - 1
        } else {
            columns
        };
        let mut shown = String::new();
        let mut width = 0;
        for (paint, text) in &self.pieces {
            let part = fitting(text, room);
            let part_width = part.width();
            match paint.filter(|_| color && !part.is_empty()) {
                Some(paint) => shown.push_str(&paint.around(part)),
                None => shown.push_str(part),
            }
            width += part_width;
            room -= part_width;
            if part.len() < text.len() {
                break;
            }
        }
        if whole > columns {
            shown.push(CUT);
            width += 1;
        }
        (shown, width)
    }
}

/// The part of a text that fits into `columns`.
fn fitting(text: &str, columns: usize) -> &str {
    let mut width = 0;
    for (at, letter) in text.char_indices() {
        width += letter.width().unwrap_or(0);
        if width > columns {
            return &text[..at];
        }
    }
    text
}

/// What is shown now.
#[derive(Debug, Default)]
pub struct LiveBlock {
    /// The widths of the lines on the screen.
    widths: Vec<usize>,
    /// What was written for them, to skip unchanged updates.
    written: String,
    columns: usize,
}

impl LiveBlock {
    /// What to write so that the terminal shows `lines` instead of the current ones.
    ///
    /// `columns` and `rows` are the terminal's; the last column stays free, where some terminals
    /// would wrap.
    pub fn update(
        &mut self,
        lines: &[LiveLine],
        columns: usize,
        rows: usize,
        color: bool,
    ) -> Option<String> {
        let rendered: Vec<(String, usize)> = lines
            .iter()
            .take(rows.saturating_sub(1).max(1))
            .map(|line| line.rendered(columns.saturating_sub(1).max(1), color))
            .collect();
        let texts: Vec<&str> = rendered.iter().map(|(text, _)| text.as_str()).collect();
        let body = texts.join("\x1b[K\n");
        if body == self.written && columns == self.columns && !self.widths.is_empty() {
            return None;
        }
        let text = format!("{}{body}\x1b[J", self.to_its_start(columns));
        self.widths = rendered.iter().map(|(_, width)| *width).collect();
        self.columns = columns;
        self.written = body;
        Some(text)
    }

    /// What to write to clear the lines, if any are shown.
    pub fn clear(&mut self, columns: usize) -> Option<String> {
        let text =
            (!self.widths.is_empty()).then(|| format!("{}\x1b[J", self.to_its_start(columns)));
        *self = Self::default();
        text
    }

    /// To the first column of the first line. In a terminal that became narrower the lines take
    /// more rows than when they were written.
    fn to_its_start(&self, columns: usize) -> String {
        let columns = columns.max(1);
        let rows: usize = self
            .widths
            .iter()
            .map(|width| width.div_ceil(columns).max(1))
            .sum();
        match rows {
            0 | 1 => "\r".to_owned(),
            rows => format!("\r\x1b[{}A", rows - 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> LiveLine {
        LiveLine::default().plain(text)
    }

    #[test]
    fn lines_are_cut_to_their_width_on_the_screen() {
        let cut = |text: &str, columns| line(text).rendered(columns, false);
        assert_eq!(cut("12 of 40", 8), ("12 of 40".to_owned(), 8));
        assert_eq!(cut("12 of 400", 8), ("12 of 4…".to_owned(), 8));
        assert_eq!(cut("漢字漢字", 6), ("漢字…".to_owned(), 5));
        assert_eq!(cut("e\u{301}tude", 5), ("e\u{301}tude".to_owned(), 5));
        assert_eq!(cut("", 5), (String::new(), 0));
        assert_eq!(cut("abc", 1), ("…".to_owned(), 1));
    }

    #[test]
    fn colours_end_where_a_line_is_cut() {
        let line = LiveLine::default()
            .plain("a ")
            .painted(Paint::Good, "green")
            .plain(" rest");
        assert_eq!(line.rendered(80, false).0, "a green rest");
        assert_eq!(line.rendered(5, true).0, "a \x1b[32mgr\x1b[0m…");
        assert_eq!(line.rendered(7, true).0, "a \x1b[32mgree\x1b[0m…");
    }

    #[test]
    fn a_line_stays_one() {
        assert_eq!(line("a\nb\x1b[2J\tc").text(), "a b c");
    }

    #[test]
    fn the_block_rewrites_itself() {
        let mut block = LiveBlock::default();
        let two = [line("one"), line("two")];
        assert_eq!(
            block.update(&two, 40, 24, false).as_deref(),
            Some("\rone\x1b[K\ntwo\x1b[J")
        );
        assert_eq!(block.update(&two, 40, 24, false), None);
        assert_eq!(
            block.update(&[line("three")], 40, 24, false).as_deref(),
            Some("\r\x1b[1Athree\x1b[J")
        );
        assert_eq!(block.clear(40).as_deref(), Some("\r\x1b[J"));
        assert_eq!(block.clear(40), None);
    }

    #[test]
    fn a_narrower_terminal_has_wrapped_what_was_there() {
        let mut block = LiveBlock::default();
        let wide = [line(&"x".repeat(30)), line("y")];
        block.update(&wide, 40, 24, false);
        let again = block.update(&wide, 12, 24, false).unwrap();
        assert_eq!(again, "\r\x1b[3Axxxxxxxxxx…\x1b[K\ny\x1b[J");
    }

    #[test]
    fn a_low_terminal_shows_fewer_lines() {
        let mut block = LiveBlock::default();
        let many = ["a", "b", "c", "d"].map(line);
        assert_eq!(
            block.update(&many, 40, 3, false).as_deref(),
            Some("\ra\x1b[K\nb\x1b[J")
        );
    }
}
