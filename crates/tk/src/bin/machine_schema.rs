//! Writes the JSON Schema of what `tk --json` prints: to the path given, or to stdout. Of builds, or of `tk affected` where
//! that word comes first.

use std::io::{self, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1).peekable();
    let text = match words.next_if(|word| word == "affected") {
        Some(_) => tk::output::affected_schema(),
        None => tk::output::json_schema(),
    };
    let written = match words.next() {
        Some(path) => std::fs::write(path, text),
        None => io::stdout().write_all(text.as_bytes()),
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to do when stderr is closed, too.
            let _ = writeln!(io::stderr(), "cannot write the schema of --json: {error}");
            ExitCode::FAILURE
        }
    }
}
