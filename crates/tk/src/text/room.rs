//! Lines within a number of bytes.

use crate::text::cut;

/// The longest line.
const LINE_BYTES: usize = 400;

/// Lines, as long as there is room for them.
pub struct Room {
    lines: Vec<String>,
    left: usize,
}

impl Room {
    /// Room for so many bytes.
    pub fn of(bytes: usize) -> Self {
        Self {
            lines: Vec::new(),
            left: bytes,
        }
    }

    /// How many bytes are left.
    pub fn left(&self) -> usize {
        self.left
    }

    /// Sets some bytes aside for later.
    pub fn reserve(&mut self, bytes: usize) {
        self.left = self.left.saturating_sub(bytes);
    }

    /// Gives them back.
    pub fn release(&mut self, bytes: usize) {
        self.left += bytes;
    }

    /// Adds a line, if it fits.
    pub fn add(&mut self, line: &str) -> bool {
        let line = cut::line(line, LINE_BYTES);
        let fits = line.len() < self.left;
        if fits {
            self.left -= line.len() + 1;
            self.lines.push(line);
        }
        fits
    }

    /// All lines.
    pub fn lines(self) -> Vec<String> {
        self.lines
    }
}

/// Names within a number of bytes: `//:a //:b and 46 more`.
pub fn names(all: &[impl AsRef<str>], bytes: usize) -> String {
    let mut text = String::new();
    for (at, name) in all.iter().enumerate() {
        let name = name.as_ref();
        if at > 0 && text.len() + name.len() + 1 > bytes {
            return format!("{text} and {} more", all.len() - at);
        }
        if at > 0 {
            text.push(' ');
        }
        text.push_str(&cut::line(name, bytes));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_left_out() {
        let mut room = Room::of(10);
        assert!(room.add("12345"));
        assert!(!room.add("12345"));
        assert!(room.add("123"));
        assert_eq!(room.lines(), ["12345", "123"]);
    }

    #[test]
    fn names_are_counted_where_there_is_no_room() {
        let all: Vec<String> = (0..48).map(|number| format!("//:t{number}")).collect();
        assert_eq!(names(&all, 16), "//:t0 //:t1 and 46 more");
        assert_eq!(names(&all[..2], 16), "//:t0 //:t1");
    }
}
