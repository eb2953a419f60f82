//! How much the lines of a tool's output tell of what went wrong.

use crate::location;
use crate::report::Location;

/// What names a cause, wherever it stands in a line.
const CAUSES: [&str; 9] = [
    "undefined reference to",
    "undefined symbol",
    "unresolved external symbol",
    "panicked at",
    "assertion failed",
    "assertion `",
    "assertionerror",
    "cannot find -l",
    "multiple definition of",
];

/// What only says that something above or below failed.
const CONSEQUENCES: [&str; 8] = [
    "aborting due to",
    "could not compile",
    "collect2: error",
    "linker command failed",
    "recipe for target",
    "0 errors",
    "no errors",
    "without errors",
];

/// How a line begins that says what is wrong.
const BEGINNINGS: [&str; 6] = ["error", "fatal", "fail:", "fail ", "failed:", "✗"];

/// What can be said of something wrong, and of much else.
const HINTS: [&str; 8] = [
    "error",
    "exception",
    "panic",
    "fail",
    "expected",
    "no such",
    "not found",
    "cannot",
];

/// How much a line tells of what went wrong, from 0, nothing, to 4, the cause itself.
#[must_use]
pub fn weight(line: &str) -> u8 {
    let line = line.trim().to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| line.contains(word));
    if line.is_empty() {
        return 0;
    }
    if has(&CONSEQUENCES) {
        return 1;
    }
    if has(&CAUSES) {
        return 4;
    }
    let says = ["error: ", ": error ", ": fatal error", "error ts", "error["];
    if BEGINNINGS.iter().any(|word| line.starts_with(word)) || has(&says) {
        return 3;
    }
    if has(&HINTS) { 2 } else { 0 }
}

/// The number of the line, from 0, that tells most; of several the first. 0 where none tells anything.
#[must_use]
pub fn line_of_cause(text: &str) -> usize {
    let mut best = (0, 0);
    for (number, line) in text.lines().enumerate() {
        let weight = weight(line);
        if weight > best.0 {
            best = (weight, number);
        }
    }
    best.1
}

/// The place in a source file that a text names first; the workspace is at `root`.
#[must_use]
pub fn place_in(text: &str, root: &str) -> Option<Location> {
    location::first(text, root)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_is_told_from_its_consequences() {
        for (text, cause) in [
            (
                "error: linking with `cc` failed\n = note: x.o: undefined reference to `missing'\ncollect2: error: ld returned 1",
                1,
            ),
            (
                "Compiling\nerror[E0308]: mismatched types\nerror: aborting due to 1 previous error",
                1,
            ),
            (
                "a.c: In function 'main':\na.c:3:5: error: 'x' undeclared\na.c:3:5: note: each",
                1,
            ),
            (
                "running 2 tests\nok\nthread 't' panicked at src/lib.rs:3:5:\nfailures:\ntest result: FAILED",
                2,
            ),
            (
                "/web/src/App.svelte:3:7\nError: Type 'string' is not assignable\nsvelte-check found 1 error",
                1,
            ),
            ("web/a.ts(3,7): error TS2322: no", 0),
            ("hello\nFAIL: expected 3, got 4\nbye", 1),
            ("nothing here\nnor here", 0),
        ] {
            assert_eq!(line_of_cause(text), cause, "{text}");
        }
    }
}
