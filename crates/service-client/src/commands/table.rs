//! Rows in columns. The last column takes what is left of the line.

use super::screen::{Look, Tone};
use super::text::{columns, one_line, shortened};

/// The narrowest that the last column becomes.
const NARROWEST: usize = 8;
const GAP: usize = 2;

/// Rows in columns below a heading.
pub(super) struct Table {
    rows: Vec<Vec<(String, Tone)>>,
}

impl Table {
    /// A table with the names of its columns.
    pub fn new(names: &[&str]) -> Self {
        let names = names.iter().map(|name| ((*name).to_owned(), Tone::Heading));
        Self {
            rows: vec![names.collect()],
        }
    }

    /// Adds a row. Of foreign text a terminal obeys nothing.
    pub fn row<const N: usize>(&mut self, cells: [(&str, Tone); N]) {
        let cells = cells.iter().map(|(text, tone)| (one_line(text), *tone));
        self.rows.push(cells.collect());
    }

    /// Its lines.
    pub fn render(&self, look: Look) -> String {
        let mut text = String::new();
        let widths = self.widths();
        let before: usize = widths.iter().rev().skip(1).map(|width| width + GAP).sum();
        let last = look.width.saturating_sub(before).max(NARROWEST);
        for row in &self.rows {
            let mut gap = 0;
            for (index, (cell, tone)) in row.iter().enumerate() {
                let cell = match index + 1 == row.len() {
                    true => shortened(cell, last),
                    false => cell.clone(),
                };
                if !cell.is_empty() {
                    text.push_str(&" ".repeat(gap));
                    text.push_str(&look.paint(&cell, *tone));
                    gap = 0;
                }
                gap += widths[index] + GAP - columns(&cell);
            }
            text.push('\n');
        }
        text
    }

    fn widths(&self) -> Vec<usize> {
        let count = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|(cell, _)| columns(cell)).max().unwrap_or(0)
        };
        (0..count).map(width).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_fit() {
        let mut table = Table::new(&["ID", "STATE", "PROMPT"]);
        table.row([
            ("1", Tone::Plain),
            ("", Tone::Bad),
            ("漢字 \u{1b}[2Jx", Tone::Plain),
        ]);
        table.row([
            ("22", Tone::Plain),
            ("failed", Tone::Bad),
            ("a long\nprompt of words", Tone::Plain),
        ]);
        let look = |has_colours| Look {
            has_colours,
            width: 24,
        };
        insta::assert_snapshot!(table.render(look(false)), @r"
        ID  STATE   PROMPT
        1           漢字 x
        22  failed  a long prom…
        ");
        let coloured = table.render(look(true));
        assert!(
            coloured.contains("22  \u{1b}[31mfailed\u{1b}[0m  a long"),
            "{coloured:?}"
        );
    }
}
