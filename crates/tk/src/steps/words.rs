//! Names of steps and targets on the command line.

use std::path::Path;

use crate::error::Error;

/// Names at least this similar (0 to 1) are suggested.
const ALIKE: f64 = 0.7;

/// The error for an unknown step, with similar names.
pub fn unknown(word: &str, known: Vec<String>) -> Error {
    let mut alike: Vec<(f64, &String)> = known
        .iter()
        .map(|name| (likeness(word, name), name))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .collect();
    alike.sort_by(|one, other| other.0.total_cmp(&one.0));
    Error::UnknownStep {
        name: word.to_owned(),
        nearest: alike
            .into_iter()
            .take(3)
            .map(|(_, name)| name.clone())
            .collect(),
        known,
    }
}

fn likeness(word: &str, name: &str) -> f64 {
    let part = name.split('-').any(|part| part == word);
    if part {
        1.0
    } else {
        strsim::jaro_winkler(word, name)
    }
}

/// Whether a word is a target or a pattern, also one to leave out, and not a step.
pub fn is_target(word: &str) -> bool {
    let word = word.strip_prefix('-').unwrap_or(word);
    word.contains(['/', ':', '@']) || word == "..."
}

/// A target as seen from the root.
///
/// Bazel runs in the root: a relative target gets the folder in which it was written.
pub fn absolute_target(word: &str, below: &Path) -> String {
    let (minus, word) = word
        .strip_prefix('-')
        .map_or(("", word), |rest| ("-", rest));
    if word.starts_with("//") || word.starts_with('@') {
        return format!("{minus}{word}");
    }
    let word = word.trim_start_matches("./");
    let below = below.to_string_lossy();
    let joint = if below.is_empty() || word.starts_with(':') {
        ""
    } else {
        "/"
    };
    format!("{minus}//{below}{joint}{word}")
}
