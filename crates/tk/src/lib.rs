//! `tk` turns short commands into one `bazel` command line, follows the build through the Build Event
//! Protocol, reports what happened, and passes on Bazel's exit code.

mod args;
mod build;
mod cli;
mod commands;
mod completion;
mod dev;
mod ending;
mod error;
mod exit_code;
mod flaky;
mod generated;
pub mod output;
mod reference;
mod steps;
mod text;
mod ui;

use std::ffi::OsString;

use bazel::signals;
use bazel::watchdog::{self, Guarded};
use cli::Unparsed;
pub use error::{Error, Result};
pub use exit_code::ExitCode;
pub use ui::printer::{Capabilities, Paint, Printer};

/// Runs `tk` with a command line whose first word is the program's name.
pub fn run(words: impl IntoIterator<Item = OsString>, printer: &mut Printer) -> ExitCode {
    let words: Vec<OsString> = words.into_iter().collect();
    match watchdog::serve(&words) {
        None => {}
        Some(Guarded::Ended) => return ExitCode::Success,
        Some(Guarded::Misused) => return ExitCode::Usage,
    }
    watchdog::allow();
    let outcome = match cli::parse(words, printer) {
        Ok(command) => command.run(printer),
        Err(Unparsed::CommandLine(error)) => return cli::explain(&error, printer),
        Err(Unparsed::Settings(error)) => Err(error),
    };
    printer.print_held();
    let (code, error) = match outcome {
        Ok(code) => (code, None),
        Err(error) => {
            if error.exit_code().code() == bazel::exit_code::INTERRUPTED {
                printer.line("BUILD SUMMARY  STOPPED before the build began");
            } else {
                print_error(printer, &error);
            }
            (error.exit_code(), Some(error.to_string()))
        }
    };
    let code = if signals::is_kept() {
        ExitCode::of_bazel(bazel::exit_code::INTERRUPTED)
    } else {
        code
    };
    printer.clear_live();
    printer.end_json(code.code(), error);
    check_output(code, printer)
}

/// The exit code, or that of data which did not get to standard output.
fn check_output(code: ExitCode, printer: &mut Printer) -> ExitCode {
    let Some(source) = printer.take_output_error() else {
        return code;
    };
    let error = Error::from(checkout::Error::write("standard output")(source));
    print_error(printer, &error);
    if code.is_success() {
        error.exit_code()
    } else {
        code
    }
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
