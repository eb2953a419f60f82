//! Writes the description of the API: to the path given, or to stdout.

use std::io::{self, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let text = service_http::openapi();
    let written = match std::env::args_os().nth(1) {
        Some(path) => std::fs::write(path, text),
        None => io::stdout().write_all(text.as_bytes()),
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to do when stderr is closed, too.
            let _ = writeln!(
                io::stderr(),
                "cannot write the description of the API: {error}"
            );
            ExitCode::FAILURE
        }
    }
}
