//! Places in which secrets occur, whatever their values are.

mod addresses;
mod assignments;
mod environment;
mod last_word;
mod private_keys;
mod prose;
mod tokens;
mod words;

pub(crate) use addresses::secret_queries;
use environment::Environment;
use private_keys::PrivateKeys;
use words::Words;

/// How much of a word or line may wait for its end; longer ones are no command lines.
const MAX_WAITING: usize = 1 << 20;

/// Reads text word by word, and remembers what the words before said of the next one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    /// An unfinished word, or line of an environment.
    waiting: String,
    environment: Environment,
    keys: PrivateKeys,
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
        blank_end(text)
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
            if !self.keys.take(word, out) {
                self.words.take(word, out);
            }
            self.environment.saw_word(word);
        }
        out.push_str(&part[word.len()..]);
        if part.ends_with('\n') {
            self.environment.saw_line_end();
            self.words.saw_line_end();
        }
    }
}

/// Where the first blank ends.
fn blank_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut from = 0;
    loop {
        let may_be_blank = |byte: &u8| *byte <= b' ' || *byte >= 0x80;
        let at = from + bytes[from..].iter().position(may_be_blank)?;
        let letter = text[at..].chars().next()?;
        from = at + letter.len_utf8();
        if letter.is_whitespace() {
            return Some(from);
        }
    }
}
