//! Lines for people besides the report.

use std::io::Write;

use redact::terminal;

/// Prints a line of which a terminal obeys nothing; nothing is left to do where stderr is gone.
pub fn notice(stderr: &mut dyn Write, line: &str) {
    let _ = writeln!(stderr, "{}", terminal::plain(line));
}
