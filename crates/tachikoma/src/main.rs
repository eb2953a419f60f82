//! `tachikoma`: reports what happened in a build, and is the way to the commands of the build service.

mod cli;
mod environment;
mod exit_code;
mod notice;
mod report;
mod service;

use std::process::ExitCode;

fn main() -> ExitCode {
    callers_folder::enter();
    cli::run().into()
}
