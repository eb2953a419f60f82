//! The commands of the build service. `tachikoma-serve` has them, so that this program needs no crate of the service.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::exit_code::Exit;

/// The program that has them.
const PROGRAM: &str = "tachikoma-serve";

/// What it does, for the help.
pub const HELP: &str = "\
Build service, with the program tachikoma-serve:
  serve        Serve the API and run builds
  worker       Run builds of a service on another machine
  build        Ask for builds, watch, cancel and repeat them
  project      Make and list projects
  token        Make, list and revoke tokens
  completions  Print a shell completion script";

const COMMANDS: [&str; 6] = [
    "serve",
    "worker",
    "build",
    "project",
    "token",
    "completions",
];

/// `tachikoma-serve` is not run.
#[derive(Debug)]
pub struct NotRun {
    /// What happened, and what to do.
    pub lines: Vec<String>,
    /// How the program exits.
    pub exit: Exit,
}

/// Becomes `tachikoma-serve` where the command is one of the service, also behind `help`. Returns where it is not, or
/// where that program cannot be run.
pub fn become_it() -> Result<(), NotRun> {
    let mut words = env::args_os();
    let own = words.next().unwrap_or_default();
    let words: Vec<OsString> = words.collect();
    let command = match words.first() {
        Some(help) if help == "help" => words.get(1),
        first => first,
    };
    let Some(command) = command.and_then(|word| COMMANDS.into_iter().find(|it| word == it)) else {
        return Ok(());
    };
    if Path::new(&own).file_stem() == Some(OsStr::new(PROGRAM)) {
        // A link of that name to this program would start itself for ever.
        let line = format!(
            "error: {} is tachikoma, not {PROGRAM}",
            Path::new(&own).display()
        );
        return Err(NotRun {
            lines: vec![line],
            exit: Exit::CannotRun,
        });
    }
    let beside = beside(Path::new(&own));
    let program = beside.clone().unwrap_or_else(|| PROGRAM.into());
    let error = run(Command::new(&program).args(words));
    Err(not_run(command, &program, &error))
}

/// The program in the folder of this one, or of the link that this one was started by.
fn beside(own: &Path) -> Option<PathBuf> {
    let this = env::current_exe().ok();
    let real = this.as_deref().and_then(|path| path.canonicalize().ok());
    let started = Some(own.to_owned()).filter(|path| path.components().count() > 1);
    let name = format!("{PROGRAM}{}", env::consts::EXE_SUFFIX);
    [real, this, started]
        .into_iter()
        .flatten()
        .map(|path| path.with_file_name(&name))
        .find(|path| path.is_file())
}

#[cfg(unix)]
fn run(command: &mut Command) -> io::Error {
    std::os::unix::process::CommandExt::exec(command)
}

#[cfg(not(unix))]
fn run(command: &mut Command) -> io::Error {
    match command.status() {
        Ok(status) => std::process::exit(status.code().unwrap_or(1)),
        Err(error) => error,
    }
}

fn not_run(command: &str, program: &Path, error: &io::Error) -> NotRun {
    if error.kind() == io::ErrorKind::NotFound && program == Path::new(PROGRAM) {
        return NotRun {
            lines: vec![
                format!(
                    "error: `tachikoma {command}` needs the program {PROGRAM}, which is neither beside tachikoma nor on PATH"
                ),
                format!("  hint: put {PROGRAM} of the same release beside tachikoma"),
            ],
            exit: Exit::NotInstalled,
        };
    }
    NotRun {
        lines: vec![
            format!("error: {} cannot be run", program.display()),
            format!("  caused by: {error}"),
        ],
        exit: Exit::CannotRun,
    }
}
