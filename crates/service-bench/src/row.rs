//! A line of the table.

use serde_json::{Value, json};

/// A line of the table.
pub struct Row {
    name: String,
    measured: String,
    note: String,
}

impl Row {
    /// What was measured, and what it is to be compared with.
    pub fn new(
        name: impl Into<String>,
        measured: impl Into<String>,
        note: impl Into<String>,
    ) -> Self {
        Self {
            name: name.into(),
            measured: measured.into(),
            note: note.into(),
        }
    }

    /// For who waits for the table.
    pub fn text(&self) -> String {
        format!("{}: {}; {}", self.name, self.measured, self.note)
    }

    /// For the program that prints the table.
    pub fn json(&self) -> Value {
        json!({"name": self.name, "measured": self.measured, "note": self.note})
    }
}
