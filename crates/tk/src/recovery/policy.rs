//! How often a build is repeated that its surroundings broke.

/// How often a build is repeated when nothing else is said.
pub const DEFAULT: u32 = 2;

/// How often to repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// At most this often.
    pub retries: u32,
    /// Whether the user said so, rather than nothing.
    pub is_asked: bool,
}

impl Policy {
    /// From the flag.
    pub fn of(retries: Option<u32>) -> Self {
        Self {
            retries: retries.unwrap_or(DEFAULT),
            is_asked: retries.is_some(),
        }
    }
}
