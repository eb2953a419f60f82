//! Text that comes in pieces: what could be the start of a secret waits for the next one.

use super::places::Places;
use super::values::Values;

/// Takes text in pieces and gives it back without secrets, as soon as it is known that none begins
/// there. Made by [`super::Redactor::stream`].
#[derive(Debug)]
pub struct RedactedStream<'a> {
    values: &'a Values,
    /// Text at whose end a known value could begin.
    waiting: String,
    places: Places,
}

impl<'a> RedactedStream<'a> {
    pub(super) fn new(values: &'a Values, places: Places) -> Self {
        Self {
            values,
            waiting: String::new(),
            places,
        }
    }

    /// Takes the next piece; gives what can be shown now, which may lag behind by a word, by a
    /// line of a printed environment, or by the start of a secret.
    pub fn push(&mut self, piece: &str) -> String {
        self.waiting.push_str(piece);
        let ready = self.values.ready(&self.waiting);
        let waiting = self.waiting.split_off(ready);
        let ready = std::mem::replace(&mut self.waiting, waiting);
        self.places.push(&self.values.blot(ready))
    }

    /// The rest: no more will come.
    pub fn finish(mut self) -> String {
        let rest = std::mem::take(&mut self.waiting);
        let mut out = self.places.push(&self.values.blot(rest));
        out.push_str(&self.places.finish());
        out
    }
}

impl std::fmt::Debug for Values {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} forms", self.count())
    }
}
