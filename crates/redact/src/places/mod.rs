//! Places in which secrets occur, whatever their values are.

mod addresses;
mod environment;
mod tokens;
mod words;

use environment::Environment;
use words::Words;

/// How much of a word or line may wait for its end; longer ones are no command lines.
const MAX_WAITING: usize = 1 << 20;

/// Reads text word by word, and remembers what the words before said of the next one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    /// An unfinished word, or line of an environment.
    waiting: String,
    environment: Environment,
    words: Words,
}

impl Places {
    /// Takes the next piece of text; gives what is known to hold no secret.
    pub(crate) fn push(&mut self, piece: &str) -> String {
        let waiting = std::mem::take(&mut self.waiting);
        let joined = (!waiting.is_empty()).then(|| waiting + piece);
        let text = joined.as_deref().unwrap_or(piece);
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while !rest.is_empty() {
            let end = match self.part_end(rest) {
                Some(end) => end,
                None if rest.len() < MAX_WAITING => break,
                None => rest.len(),
            };
            self.take(&rest[..end], &mut out);
            rest = &rest[end..];
        }
        self.waiting = rest.to_owned();
        out
    }

    /// What waited for its end.
    pub(crate) fn finish(&mut self) -> String {
        let rest = std::mem::take(&mut self.waiting);
        let mut out = String::new();
        if !rest.is_empty() {
            self.take(&rest, &mut out);
        }
        out
    }

    /// Where the line of an environment ends, or the word with the blank behind it; `None` while
    /// it is not whole.
    fn part_end(&self, text: &str) -> Option<usize> {
        if self.environment.is_open() {
            return text.find('\n').map(|end| end + 1);
        }
        let (blank, letter) = text.char_indices().find(|(_, c)| c.is_whitespace())?;
        Some(blank + letter.len_utf8())
    }

    /// One line of an environment, or one word with the blank behind it.
    fn take(&mut self, part: &str, out: &mut String) {
        if !self.environment.is_open() {
            self.take_word(part, out);
        } else if !self.environment.take_line(part, out) {
            for word in part.split_inclusive(char::is_whitespace) {
                self.take(word, out);
            }
        }
    }

    fn take_word(&mut self, part: &str, out: &mut String) {
        let word = part.trim_end();
        if !word.is_empty() {
            self.words.take(word, out);
            self.environment.saw_word(word);
        }
        out.push_str(&part[word.len()..]);
        if part.ends_with('\n') {
            self.environment.saw_line_end();
            self.words.saw_line_end();
        }
    }
}
