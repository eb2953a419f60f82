//! Where escape sequences begin and end, as terminals read them.

use anstyle_parse::state::{Action, State, state_change};

use super::unsafe_letters::is_unsafe;

const ESCAPE: u8 = 0x1b;

/// What a letter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Letter {
    /// Shown, or a line feed or tab.
    Text,
    /// Part of a sequence, or a control character: not shown.
    Control,
}

/// A part of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// A letter that is shown.
    Letter(char),
    /// An escape sequence, or a control character outside of one.
    Sequence(&'a str),
}

/// The parts of a line; what a sequence without an end has is left out.
pub(super) fn pieces(line: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut escapes = Escapes::default();
    let mut start = 0;
    line.char_indices().filter_map(move |(at, letter)| {
        if escapes.is_outside() {
            start = at;
        }
        match escapes.take(letter) {
            Letter::Text => Some(Piece::Letter(letter)),
            Letter::Control => {
                let sequence = &line[start..at + letter.len_utf8()];
                escapes.is_outside().then_some(Piece::Sequence(sequence))
            }
        }
    })
}

/// Reads one line letter by letter.
#[derive(Debug, Default)]
struct Escapes {
    state: State,
}

impl Escapes {
    /// Whether a letter is outside of sequences.
    fn is_outside(&self) -> bool {
        self.state == State::Ground
    }

    /// Takes the next letter. A line's end ends a sequence that nothing else did: else it would swallow the text behind
    /// it.
    fn take(&mut self, letter: char) -> Letter {
        match letter {
            '\n' => {
                self.state = State::Ground;
                Letter::Text
            }
            '\0'..='\x7f' => self.take_byte(letter as u8),
            // Each control character of C1 is short for an escape and a letter.
            '\u{80}'..='\u{9f}' => {
                self.take_byte(ESCAPE);
                let _ = self.take_byte(letter as u8 - 0x40);
                Letter::Control
            }
            _ => self.take_other(letter),
        }
    }

    fn take_byte(&mut self, byte: u8) -> Letter {
        let (next, action) = state_change(self.state, byte);
        if next != State::Anywhere {
            self.state = next;
        }
        match action {
            Action::Print | Action::Execute if !is_unsafe(char::from(byte)) => Letter::Text,
            _ => Letter::Control,
        }
    }

    /// A letter beyond ASCII is part of a string, and ends every other sequence.
    fn take_other(&mut self, letter: char) -> Letter {
        use State::{DcsIgnore, DcsPassthrough, OscString, SosPmApcString};
        if matches!(
            self.state,
            OscString | DcsPassthrough | DcsIgnore | SosPmApcString
        ) {
            return Letter::Control;
        }
        self.state = State::Ground;
        match is_unsafe(letter) {
            true => Letter::Control,
            false => Letter::Text,
        }
    }
}
