//! Columns that fit the terminal.

use redact::terminal::visible;

use super::style::{Tone, painted};
use crate::environment::Look;

/// The narrowest that the elastic column becomes.
const NARROWEST: usize = 12;

/// Rows of cells; one column gives way where the terminal is narrow.
#[derive(Debug)]
pub struct Table {
    rows: Vec<Vec<(String, Tone)>>,
    /// The column that gives way.
    elastic: usize,
    /// Columns whose cells stand at the right.
    right: &'static [usize],
}

impl Table {
    /// An empty table.
    pub fn new(elastic: usize, right: &'static [usize]) -> Self {
        Self {
            rows: Vec::new(),
            elastic,
            right,
        }
    }

    /// Adds a row.
    pub fn row<const N: usize>(&mut self, cells: [(&str, Tone); N]) {
        self.rows.push(
            cells
                .iter()
                .map(|(text, tone)| (visible(text), *tone))
                .collect(),
        );
    }

    /// Lines with two blanks before each column.
    pub fn render(&self, look: Look) -> String {
        let widths = self.widths(look.width);
        let mut text = String::new();
        for row in &self.rows {
            let mut line = String::new();
            let mut gap = 0;
            for (column, (cell, tone)) in row.iter().enumerate() {
                let cell = shortened(cell, widths[column]);
                let blank = widths[column] - letters(&cell);
                let before = if self.right.contains(&column) {
                    blank
                } else {
                    0
                };
                if !cell.is_empty() {
                    line.push_str(&" ".repeat(gap + 2 + before));
                    line.push_str(&painted(&cell, *tone, look.colours));
                    gap = blank - before;
                } else {
                    gap += 2 + blank;
                }
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    fn widths(&self, limit: Option<usize>) -> Vec<usize> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|(cell, _)| letters(cell)).max().unwrap_or(0)
        };
        let mut widths: Vec<usize> = (0..columns).map(width).collect();
        let total: usize = widths.iter().map(|width| width + 2).sum();
        let over = total.saturating_sub(limit.unwrap_or(usize::MAX));
        if let Some(width) = widths.get_mut(self.elastic).filter(|_| over > 0) {
            *width = width.saturating_sub(over).max(NARROWEST.min(*width));
        }
        widths
    }
}

fn letters(text: &str) -> usize {
    text.chars().count()
}

/// Labels differ at their ends, so the middle goes.
fn shortened(text: &str, width: usize) -> String {
    let length = letters(text);
    if length <= width {
        return text.to_owned();
    }
    let kept = width.saturating_sub(1);
    let head = kept / 3;
    let start: String = text.chars().take(head).collect();
    let end: String = text.chars().skip(length - (kept - head)).collect();
    format!("{start}…{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_elastic_column_gives_way() {
        let mut table = Table::new(1, &[0]);
        table.row([
            ("1 s", Tone::Plain),
            ("//some/long/package:target", Tone::Plain),
            ("x", Tone::Bad),
        ]);
        table.row([
            ("12 s", Tone::Plain),
            ("//a", Tone::Plain),
            ("", Tone::Plain),
        ]);
        let wide = table.render(Look::default());
        assert_eq!(wide, "   1 s  //some/long/package:target  x\n  12 s  //a\n");
        let narrow = table.render(Look {
            width: Some(28),
            colours: false,
        });
        assert_eq!(narrow, "   1 s  //som…kage:target  x\n  12 s  //a\n");
        let longest = narrow.lines().map(letters).max();
        assert!(longest <= Some(28), "{narrow}");
    }
}
