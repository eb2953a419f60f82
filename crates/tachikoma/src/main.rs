//! `tachikoma`: reports what happened in a build.

mod cli;
mod environment;
mod exit_code;
mod notice;
mod report;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run().into()
}
