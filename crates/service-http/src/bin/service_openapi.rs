//! Writes the description of the API, or after `--typescript` its types, to the path given or to stdout.

use std::io::{self, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).peekable();
    let text = match arguments.next_if(|argument| argument == "--typescript") {
        Some(_) => service_http::typescript(),
        None => service_http::openapi(),
    };
    let written = match arguments.next() {
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
