//! The build service as one program: the API, its workers, and what looks after them.

mod admin;
mod backup;
mod check;
mod cli;
mod data;
mod exit;
mod failure;
mod gauges;
mod log;
mod outside;
mod page;
mod parts;
mod reference;
mod retention;
mod runtime;
mod serve;
mod settings;
mod signals;
mod upkeep;
mod worker;

use std::process::ExitCode;

/// The word by which the sandbox of the agent `scripted` starts this program, with a prompt on standard input.
const SCRIPTED_AGENT: &str = "scripted-agent";

fn main() -> ExitCode {
    if std::env::args_os()
        .nth(1)
        .is_some_and(|word| word == SCRIPTED_AGENT)
    {
        return service_run::scripted::run();
    }
    callers_folder::enter();
    cli::run()
}
