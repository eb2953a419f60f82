//! Text that comes in pieces: what could be the start of a secret waits for the next one.

use crate::places::Places;
use crate::values::Values;

/// Redacts text in pieces, and returns each part as soon as it cannot be the start of a secret. Made by
/// [`crate::Redactor::stream`].
#[derive(Debug)]
pub struct RedactedStream<'a> {
    values: &'a Values,
    /// Text at whose end a known value could begin.
    waiting: String,
    /// How much of it belongs to a value that was redacted with the text before.
    redacted_before: usize,
    places: Places,
}

impl<'a> RedactedStream<'a> {
    pub(crate) fn new(values: &'a Values) -> Self {
        Self {
            values,
            waiting: String::new(),
            redacted_before: 0,
            places: Places::default(),
        }
    }

    /// Takes the next piece; returns what can be shown now, which may lag by a word, by a line of a printed
    /// environment, or by the start of a secret.
    pub fn push(&mut self, piece: &str) -> String {
        if self.values.count() == 0 {
            return self.places.push(piece);
        }
        self.waiting.push_str(piece);
        let end = self.values.unfinished(&self.waiting);
        let known = self.without_values(end);
        self.places.push(&known)
    }

    /// The rest: no more will come.
    pub fn finish(mut self) -> String {
        let known = self.without_values(self.waiting.len());
        let mut rest = self.places.push(&known);
        rest.push_str(&self.places.finish());
        rest
    }

    /// What waits up to `end`, without known values.
    fn without_values(&mut self, end: usize) -> String {
        let (text, beyond) = self
            .values
            .redacted(&self.waiting, end, self.redacted_before);
        self.redacted_before = beyond;
        self.waiting.drain(..end);
        text
    }
}
