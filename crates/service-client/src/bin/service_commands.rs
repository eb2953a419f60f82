//! The commands alone: for their reference, which `service_commands --reference [FILE]` writes, and for their tests.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser};
use service_client::commands::{Commands, markdown, run};

/// Ask a build service
#[derive(Parser)]
#[command(name = "tachikoma", bin_name = "tachikoma")]
struct Line {
    #[command(subcommand)]
    command: Commands,
}

fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1);
    if words.next().is_some_and(|word| word == "--reference") {
        return write_reference(words.next().as_deref());
    }
    let line = match Line::try_parse() {
        Ok(line) => line,
        Err(error) => {
            // Nothing is left to do where nobody reads it.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 64 } else { 0 });
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    match runtime {
        Ok(runtime) => runtime.block_on(run(line.command, &Line::command())),
        Err(_) => ExitCode::from(71),
    }
}

fn write_reference(path: Option<&std::ffi::OsStr>) -> ExitCode {
    let text = markdown();
    let written = match path {
        Some(path) => std::fs::write(path, text),
        None => io::stdout().write_all(text.as_bytes()),
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "cannot write the reference: {error}");
            ExitCode::FAILURE
        }
    }
}
