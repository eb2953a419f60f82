//! The hidden command in which `tk dev` runs each program (see `dev/supervisor.rs`).

use std::ffi::OsString;

use clap::Args;

use crate::dev::supervisor;
use crate::error::Result;
use crate::exit_code::ExitCode;

/// Run a program that ends when standard input does
#[derive(Args, Debug)]
pub struct SuperviseArgs {
    /// The program and its arguments
    #[arg(last = true, required = true)]
    words: Vec<OsString>,
}

/// Runs the program to its end.
///
/// # Errors
/// When it cannot be started.
pub fn run(args: &SuperviseArgs) -> Result<ExitCode> {
    supervisor::run(&args.words)
}
