//! `tk`: short commands for Bazel that report what happened.

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut printer = tk::Printer::standard();
    ExitCode::from(tk::run(std::env::args_os(), &mut printer).code())
}
