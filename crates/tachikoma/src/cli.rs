//! The command line.

use std::error::Error;
use std::io::{self, Write};

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};
use redact::terminal;

use crate::environment::Look;
use crate::exit_code::Exit;
use crate::notice::notice;
use crate::report::{self, ReportArgs};
use crate::service;

/// Report what happened in a build
#[derive(Debug, Parser)]
#[command(name = "tachikoma", version, arg_required_else_help = true, after_help = service::HELP)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Report(ReportArgs),
}

/// Parses and runs the command line, and prints errors to stderr.
pub fn run() -> Exit {
    // Looked at before the command line is parsed: all of it is the other program's.
    if let Err(not_run) = service::become_it() {
        let mut stderr = io::stderr().lock();
        for line in &not_run.lines {
            notice(&mut stderr, line);
        }
        return not_run.exit;
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return explain(&error),
    };
    let Command::Report(arguments) = cli.command;
    let stdout = io::stdout();
    let look = Look::of(&stdout);
    let mut stderr = io::stderr().lock();
    match report::run(&arguments, look, &mut stdout.lock(), &mut stderr) {
        Ok(()) => Exit::Success,
        Err(error) => {
            notice(&mut stderr, &format!("error: {error}"));
            let mut cause = error.source();
            while let Some(error) = cause {
                notice(&mut stderr, &format!("  caused by: {error}"));
                cause = error.source();
            }
            if let Some(hint) = error.hint() {
                notice(&mut stderr, &format!("  hint: {hint}"));
            }
            error.exit()
        }
    }
}

/// Help and version are not errors; everything else is an invalid command line.
fn explain(error: &clap::Error) -> Exit {
    let text = terminal::plain(&error.render().to_string());
    let printed = match error.use_stderr() {
        true => io::stderr().write_all(text.as_bytes()),
        false => io::stdout().write_all(text.as_bytes()),
    };
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion if printed.is_ok() => Exit::Success,
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Exit::Io,
        _ => Exit::Usage,
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
