//! `tk` turns friendly commands into one `bazel` command line, follows the build by its Build
//! Event Protocol, says what happened, and passes Bazel's exit code on.

mod bazel;
mod build;
mod cli;
mod commands;
mod dist;
mod duration;
mod env_vars;
mod error;
mod exit_code;
mod failures;
mod files;
mod git;
mod mode;
mod platform;
mod printer;
mod progress;
mod steps;
mod summary;
mod tests_report;
mod verify;
mod workspace;

use std::ffi::OsString;

pub use error::{Error, Result};
pub use exit_code::ExitCode;
pub use printer::{Capabilities, Paint, Printer};

/// Runs `tk` with a command line whose first word is the program's name.
pub fn run(words: impl IntoIterator<Item = OsString>, printer: &mut Printer) -> ExitCode {
    let outcome = match cli::parse(words) {
        Ok(command) => command.run(printer),
        Err(error) => return cli::explain(&error, printer),
    };
    outcome.unwrap_or_else(|error| {
        print_error(printer, &error);
        error.exit_code()
    })
}

fn print_error(printer: &mut Printer, error: &Error) {
    let word = printer.paint(Paint::Bad, "error:");
    printer.foreign(&format!("{word} {error}"));
    let mut cause = std::error::Error::source(error);
    while let Some(current) = cause {
        printer.foreign(&format!("  because: {current}"));
        cause = current.source();
    }
    if let Some(hint) = error.hint() {
        printer.line(&format!("  next: {hint}"));
    }
}
