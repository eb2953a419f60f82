//! A line that rewrites itself, as progress bars do: what a terminal shows of it in the end.

use unicode_width::UnicodeWidthChar;

use super::escapes::{Piece, pieces};
use super::is_color;

/// Where moves to the right end, as they do at a terminal's edge.
const LAST_COLUMN: usize = 500;

/// The columns of a tab.
const TAB: usize = 8;

/// The bytes of the colours of a letter, at most.
const MOST_OF_STYLE: usize = 128;

/// Whether a line goes back over what it wrote.
pub(super) fn rewrites_itself(line: &str) -> bool {
    let line = line.trim_start_matches('\r').trim_end_matches('\r');
    pieces(line).any(|piece| match piece {
        Piece::Letter(_) => false,
        Piece::Sequence(sequence) => Move::of(sequence).is_some(),
    })
}

/// The last state of a line; with `colored`, in its colours.
pub(super) fn last_state(line: &str, colored: bool) -> String {
    let mut row = Row::default();
    for piece in pieces(line) {
        match piece {
            Piece::Letter(letter) => row.write(letter),
            Piece::Sequence(sequence) => row.control(sequence),
        }
    }
    row.text(colored)
}

/// What moves the cursor in its line, or erases.
enum Move {
    Start,
    Left(usize),
    Right(usize),
    To(usize),
    EraseToEnd,
    EraseToStart,
    EraseAll,
}

impl Move {
    fn of(sequence: &str) -> Option<Self> {
        match sequence {
            "\r" => return Some(Self::Start),
            "\u{8}" => return Some(Self::Left(1)),
            _ => {}
        }
        let parameters = sequence
            .strip_prefix("\u{1b}[")
            .or_else(|| sequence.strip_prefix('\u{9b}'))?;
        let last = parameters.chars().next_back()?;
        let digits = &parameters[..parameters.len() - last.len_utf8()];
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let number = is_number.then(|| digits.parse().unwrap_or(usize::MAX));
        let count = number.unwrap_or(1).max(1);
        match (last, number.unwrap_or(0)) {
            ('D', _) => Some(Self::Left(count)),
            ('C', _) => Some(Self::Right(count)),
            ('G' | '`', _) => Some(Self::To(count - 1)),
            ('K', 0) => Some(Self::EraseToEnd),
            ('K', 1) => Some(Self::EraseToStart),
            ('K', 2) => Some(Self::EraseAll),
            _ => None,
        }
    }
}

/// A letter on the screen, or the second half of a wide one.
#[derive(Clone)]
struct Cell {
    letter: Option<char>,
    /// Accents and the like, which take no column of their own.
    marks: String,
    /// The number of its colours.
    style: usize,
}

/// What a terminal shows in a line.
struct Row {
    cells: Vec<Cell>,
    column: usize,
    /// Whether the carriage has just returned: what is written next replaces the line.
    has_returned: bool,
    /// How many cells from the left are erased: they need no second erasing.
    erased: usize,
    /// Sequences of colours; the first is that of the text before the line.
    styles: Vec<String>,
}

impl Default for Row {
    fn default() -> Self {
        Self {
            cells: Vec::new(),
            column: 0,
            has_returned: false,
            erased: 0,
            styles: vec![String::new()],
        }
    }
}

impl Row {
    fn style(&self) -> usize {
        self.styles.len() - 1
    }

    fn blank(&self) -> Cell {
        Cell {
            letter: Some(' '),
            marks: String::new(),
            style: 0,
        }
    }

    fn control(&mut self, sequence: &str) {
        if is_color(sequence) {
            self.restyle(sequence);
        }
        let Some(step) = Move::of(sequence) else {
            return;
        };
        self.has_returned = matches!(step, Move::Start);
        match step {
            Move::Start => self.column = 0,
            Move::Left(count) => self.column = self.column.saturating_sub(count),
            Move::Right(count) => self.column = self.right_to(self.column.saturating_add(count)),
            Move::To(column) => self.column = self.right_to(column),
            Move::EraseToEnd => self.erase_to_end(self.column),
            Move::EraseToStart => self.erase_to_start(),
            Move::EraseAll => self.erase_to_end(0),
        }
    }

    /// Colours add up until they are reset. Of more than anybody needs, the last ones count: a line of
    /// nothing but colours must not cost the square of its length.
    fn restyle(&mut self, sequence: &str) {
        let is_reset = matches!(sequence, "\u{1b}[m" | "\u{1b}[0m");
        let before = &self.styles[self.style()];
        let style = match before.len() + sequence.len() {
            _ if is_reset => String::new(),
            ..=MOST_OF_STYLE => format!("{before}{sequence}"),
            _ if sequence.len() <= MOST_OF_STYLE => sequence.to_owned(),
            _ => return,
        };
        self.styles.push(style);
    }

    /// Not beyond the edge, unless the text went there itself.
    fn right_to(&self, column: usize) -> usize {
        column.min(LAST_COLUMN.max(self.column))
    }

    fn erase_to_start(&mut self) {
        let blank = self.blank();
        let end = (self.column + 1).min(self.cells.len());
        if let Some(cells) = self.cells.get_mut(self.erased..end) {
            cells.fill(blank);
            self.erased = end;
        }
    }

    fn erase_to_end(&mut self, column: usize) {
        self.cells.truncate(column);
        self.erased = self.erased.min(column);
    }

    /// A terminal would leave what sticks out behind a shorter text: the end of a word, or of a secret that nothing
    /// would recognise.
    fn write(&mut self, letter: char) {
        if std::mem::take(&mut self.has_returned) {
            self.erase_to_end(0);
        }
        match letter.width() {
            _ if letter == '\t' => self.column = (self.column / TAB + 1) * TAB,
            None | Some(0) => self.mark(letter),
            Some(width) => {
                if self.is_second_half(self.column) {
                    self.cells[self.column - 1] = self.blank();
                }
                self.put(Some(letter));
                (1..width).for_each(|_| self.put(None));
                if self.is_second_half(self.column) {
                    self.cells[self.column] = self.blank();
                }
            }
        }
    }

    fn is_second_half(&self, column: usize) -> bool {
        self.cells
            .get(column)
            .is_some_and(|cell| cell.letter.is_none())
    }

    fn mark(&mut self, mark: char) {
        let before = self.column.checked_sub(1);
        if let Some(cell) = before.and_then(|column| self.cells.get_mut(column)) {
            cell.marks.push(mark);
        }
    }

    fn put(&mut self, letter: Option<char>) {
        if self.cells.len() <= self.column {
            let blank = self.blank();
            self.cells.resize(self.column + 1, blank);
        }
        self.erased = self.erased.min(self.column);
        self.cells[self.column] = Cell {
            letter,
            marks: String::new(),
            style: self.style(),
        };
        self.column += 1;
    }

    fn text(&self, colored: bool) -> String {
        let mut text = String::new();
        let mut style = "";
        for cell in &self.cells {
            let own = self.styles[cell.style].as_str();
            if colored && own != style {
                recolor(&mut text, style, own);
                style = own;
            }
            text.extend(cell.letter);
            text.push_str(&cell.marks);
        }
        text.truncate(text.trim_end_matches(' ').len());
        let last = self.styles[self.style()].as_str();
        if colored && last != style {
            recolor(&mut text, style, last);
        }
        text
    }
}

fn recolor(text: &mut String, from: &str, to: &str) {
    match to.strip_prefix(from) {
        Some(more) => text.push_str(more),
        None => {
            text.push_str("\u{1b}[0m");
            text.push_str(to);
        }
    }
}

#[cfg(test)]
mod tests;
