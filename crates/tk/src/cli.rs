//! The command line.

mod exit_codes_in_help;
mod settings_as_defaults;

use std::ffi::OsString;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use settings::Sources;

use crate::args::exclusions;
use crate::commands;
use crate::dev::supervisor;
use crate::error::{Error, Result};
use crate::exit_code::ExitCode;
use crate::flaky::busy_ports;
use crate::ui::printer::Printer;

const EXAMPLES: &str = "\
Examples:
  tk build                      build the steps of development mode
  tk build --production         build everything for production, into dist/
  tk build rust-build -v        build one step and show all of Bazel's output
  tk test //crates/...          run the tests under crates/
  tk build -- --keep_going      pass a flag to Bazel

Set defaults for flags in tk.toml or the environment (TK_VERBOSE=1); `tk config` shows the values in effect.
Every switch can be turned off again (--no-verbose).
Exit codes are Bazel's, plus tk's own from 64 to 79: `tk help exit-codes` lists them.";

/// Build, test and check this workspace with Bazel, and report what happened
#[derive(Debug, Parser)]
#[command(
    name = "tk",
    version,
    after_help = EXAMPLES,
    arg_required_else_help = true,
    disable_help_subcommand = true
)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
enum Command {
    Build(commands::build::BuildArgs),
    Test(commands::test::TestArgs),
    Check(commands::check::CheckArgs),
    Gen(commands::generate::GenArgs),
    Verify(commands::verify::VerifyArgs),
    Clean(commands::clean::CleanArgs),
    Artifacts(commands::artifacts::ArtifactsArgs),
    Dev(commands::dev::DevArgs),
    Run(commands::run::RunProgramArgs),
    Describe(commands::describe::DescribeArgs),
    Config(commands::config::ConfigArgs),
    History(commands::history::HistoryArgs),
    Log(commands::log::LogArgs),
    Why(commands::why::WhyArgs),
    Affected(commands::affected::AffectedArgs),
    Profile(commands::profile::ProfileArgs),
    Flaky(commands::flaky::FlakyArgs),
    Nondeterminism(commands::nondeterminism::NondeterminismArgs),
    /// Show the setup of this machine and its problems (run by the launcher, ./tk)
    #[command(
        after_help = "Examples:\n  ./tk doctor    Bazel, caches, tools and the sandbox, and how to fix each problem"
    )]
    Doctor(commands::launcher::LauncherArgs),
    /// Print shell commands that put this checkout's Bazel on PATH (run by the launcher, ./tk)
    #[command(
        after_help = "Examples:\n  eval \"$(./tk env)\"        from then on, `bazel` is this checkout's Bazel"
    )]
    Env(commands::launcher::LauncherArgs),
    #[command(name = busy_ports::COMMAND, hide = true)]
    BusyPorts(commands::flaky::BusyPortsArgs),
    #[command(name = supervisor::COMMAND, hide = true)]
    Supervise(commands::supervise::SuperviseArgs),
    Bazel(commands::launcher::BazelArgs),
    Completions(commands::completions::CompletionsArgs),
    Man(commands::man::ManArgs),
    Help(commands::help::HelpArgs),
    Version(commands::version::VersionArgs),
    #[command(name = "__complete", hide = true)]
    Complete(commands::completions::CompleteArgs),
    #[command(name = "__reference", hide = true)]
    Reference(commands::man::ReferenceArgs),
}

/// Why the command line could not be parsed.
#[derive(Debug)]
pub enum Unparsed {
    /// The command line is invalid, or asks for help.
    CommandLine(Box<clap::Error>),
    /// The settings are invalid.
    Settings(Error),
}

impl From<clap::Error> for Unparsed {
    fn from(error: clap::Error) -> Self {
        Self::CommandLine(Box::new(error))
    }
}

/// All commands, with exit codes in their help and the switches that undo settings.
pub fn command() -> clap::Command {
    settings_as_defaults::with_opposites(documented())
}

/// All commands as people see them.
pub fn documented() -> clap::Command {
    exit_codes_in_help::with_exit_codes(Cli::command())
}

/// Parses the command line; settings are the defaults of the flags that it does not give.
///
/// # Errors
/// When it or the settings are invalid, or it asks for help.
pub fn parse(
    words: impl IntoIterator<Item = OsString>,
    printer: &mut Printer,
) -> std::result::Result<Cli, Unparsed> {
    let words = exclusions::marked(words.into_iter().collect());
    let mut command = to_parse(&words);
    let matches = match command.try_get_matches_from_mut(&words) {
        Ok(matches) => matches,
        // Help, and what is wrong, are told with all that people see of commands.
        Err(_) => self::command().try_get_matches_from(&words)?,
    };
    match matches.subcommand() {
        Some((name, given)) if settings_as_defaults::is_settable(&command, name) => Ok(
            Cli::from_arg_matches(&with_settings(words, name, given, printer)?)?,
        ),
        _ => Ok(Cli::from_arg_matches(&matches)?),
    }
}

/// The commands as needed to parse a command line, without the parts that only help or other commands need:
/// every build waits for this.
fn to_parse(words: &[OsString]) -> clap::Command {
    let commands = Cli::command();
    let named = words.get(1).and_then(|word| word.to_str());
    let named = named.filter(|name| commands.find_subcommand(name).is_some());
    match named.map(str::to_owned) {
        Some(name) => commands.mut_subcommand(name, settings_as_defaults::with_opposites_of),
        None => settings_as_defaults::with_opposites(commands),
    }
}

fn with_settings(
    mut words: Vec<OsString>,
    name: &str,
    given: &clap::ArgMatches,
    printer: &mut Printer,
) -> std::result::Result<clap::ArgMatches, Unparsed> {
    let sources = Sources::from_environment().map_err(|error| Unparsed::Settings(error.into()))?;
    commands::config::warn(&sources, printer);
    let settings = sources.config(settings_as_defaults::mode(name, given, &sources));
    let (command, more) = settings_as_defaults::complete(to_parse(&words), name, given, &settings);
    let added: Vec<String> = more
        .iter()
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    printer.know_settings(&added);
    // The first word is the program, the second the command.
    words.splice(2..2, more);
    Ok(command.try_get_matches_from(words)?)
}

/// Prints help to standard output, errors to standard error.
pub fn explain(error: &clap::Error, printer: &mut Printer) -> ExitCode {
    let text = error.render().to_string();
    if error.use_stderr() {
        printer.line(text.trim_end());
        ExitCode::Usage
    } else {
        printer.data(text.trim_end());
        ExitCode::Success
    }
}

impl Cli {
    /// Runs the command.
    ///
    /// # Errors
    /// When `tk` itself fails; a failed build is an exit code.
    pub fn run(&self, printer: &mut Printer) -> Result<ExitCode> {
        match &self.command {
            Command::Build(args) => commands::build::run(args, printer),
            Command::Test(args) => commands::test::run(args, printer),
            Command::Check(args) => commands::check::run(args, printer),
            Command::Gen(args) => commands::generate::run(args, printer),
            Command::Verify(args) => commands::verify::run(args, printer),
            Command::Clean(args) => commands::clean::run(args, printer),
            Command::Artifacts(args) => commands::artifacts::run(args, printer),
            Command::Dev(args) => commands::dev::run(args, printer),
            Command::Run(args) => commands::run::run(args, printer),
            Command::Supervise(args) => commands::supervise::run(args),
            Command::Describe(args) => commands::describe::run(args, &documented(), printer),
            Command::Config(args) => commands::config::run(args, printer),
            Command::History(args) => commands::history::run(args, printer),
            Command::Log(args) => commands::log::run(args, printer),
            Command::Why(args) => commands::why::run(args, printer),
            Command::Affected(args) => commands::affected::run(args, printer),
            Command::Profile(args) => commands::profile::run(args, printer),
            Command::Flaky(args) => commands::flaky::run(args, printer),
            Command::BusyPorts(args) => commands::flaky::with_busy_ports(args),
            Command::Nondeterminism(args) => commands::nondeterminism::run(args, printer),
            Command::Doctor(args) => commands::launcher::run("doctor", args),
            Command::Env(args) => commands::launcher::run("env", args),
            Command::Bazel(args) => commands::launcher::run_bazel(args),
            Command::Completions(args) => commands::completions::run(args, printer),
            Command::Man(args) => commands::man::run(args, &documented(), printer),
            Command::Help(args) => commands::help::run(args, &command(), printer),
            Command::Version(args) => commands::version::run(args, printer),
            Command::Complete(args) => commands::completions::complete(args, &command(), printer),
            Command::Reference(args) => commands::man::write_reference(args, &documented()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(words: &[&str]) -> clap::Error {
        command().try_get_matches_from(words).unwrap_err()
    }

    #[test]
    fn the_command_line_is_sound() {
        command().debug_assert();
    }

    #[test]
    fn modes_exclude_each_other() {
        for words in [["-p", "-d"], ["-p", "--mode=test"], ["-d", "--mode=test"]] {
            let error = wrong(&["tk", "build", words[0], words[1]]);
            assert_eq!(error.kind(), clap::error::ErrorKind::ArgumentConflict);
        }
        let error = wrong(&["tk", "build", "--mode=prod"]);
        assert!(
            error
                .to_string()
                .contains("[possible values: development, production, test]")
        );
    }
}
