//! Lines of a program's output, which comes in pieces.

use super::observer::Observer;

/// How much of Bazel's output is kept.
const KEPT_BYTES: usize = 8 * 1024 * 1024;

/// Makes lines of what comes in pieces, and keeps them.
#[derive(Default)]
pub struct Lines {
    kept: String,
    unfinished: Vec<u8>,
}

impl Lines {
    /// All lines, or the last 8 MiB of them.
    pub fn into_kept(self) -> String {
        self.kept
    }

    /// Takes a piece.
    pub fn push(&mut self, bytes: &[u8], observer: &mut dyn Observer) {
        self.unfinished.extend_from_slice(bytes);
        while let Some(end) = self.unfinished.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.unfinished.drain(..=end).collect();
            self.finish(&line[..end], observer);
        }
    }

    /// Takes a last line without line feed.
    pub fn end(&mut self, observer: &mut dyn Observer) {
        let rest = std::mem::take(&mut self.unfinished);
        if !rest.is_empty() {
            self.finish(&rest, observer);
        }
    }

    fn finish(&mut self, line: &[u8], observer: &mut dyn Observer) {
        let line = String::from_utf8_lossy(line);
        let line = line.trim_end_matches('\r');
        observer.output(line);
        self.kept.push_str(line);
        self.kept.push('\n');
        if self.kept.len() > KEPT_BYTES {
            let cut = self.kept[..self.kept.len() / 2]
                .rfind('\n')
                .map_or(0, |at| at + 1);
            self.kept.drain(..cut);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observer::Unobserved;

    #[test]
    fn the_end_of_very_long_output_is_kept() {
        let mut lines = Lines::default();
        let line = vec![b'x'; 1024 * 1024 - 1];
        for _ in 0..20 {
            lines.push(&line, &mut Unobserved);
            lines.push(b"\r\n", &mut Unobserved);
        }
        lines.push(b"last", &mut Unobserved);
        lines.end(&mut Unobserved);
        let kept = lines.into_kept();
        assert!(kept.len() <= KEPT_BYTES && kept.len() > KEPT_BYTES / 4);
        assert!(kept.starts_with('x') && kept.ends_with("\nlast\n"));
    }
}
