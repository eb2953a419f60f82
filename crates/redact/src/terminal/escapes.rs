//! Where escape sequences begin and end, as terminals read them.

use anstyle_parse::state::{Action, State, state_change};

use super::unsafe_letters::is_unsafe;

const ESCAPE: u8 = 0x1b;

/// What a letter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Letter {
    /// Shown, or a line feed or tab.
    Text,
    /// Part of a sequence, or a control character: not shown.
    Control,
    /// The last one of a sequence that sets colours.
    EndsColor,
}

/// Reads one line letter by letter.
#[derive(Debug, Default)]
pub(super) struct Escapes {
    state: State,
}

impl Escapes {
    /// Whether a letter is outside of sequences.
    pub(super) fn is_outside(&self) -> bool {
        self.state == State::Ground
    }

    /// Takes the next letter. A line's end ends a sequence that nothing else did: else it would swallow the text behind
    /// it.
    pub(super) fn take(&mut self, letter: char) -> Letter {
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
            Action::CsiDispatch if byte == b'm' => Letter::EndsColor,
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
