//! The build service as one program: the API, its workers, and what looks after them.

mod admin;
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

fn main() -> ExitCode {
    cli::run().into()
}
