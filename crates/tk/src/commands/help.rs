//! `tk help`: help for commands and for topics.

use clap::Args;
use clap::error::ErrorKind;

use crate::error::{Error, Result};
use crate::exit_code::ExitCode;
use crate::reference;
use crate::ui::printer::Printer;

const EXAMPLES: &str = "\
Examples:
  tk help                the commands
  tk help build          the same as `tk build --help`
  tk help exit-codes     what every exit code means
  tk help environment    the variables that tk reads
  tk help config         the same as `tk config --help`; `tk help keys` lists the keys of tk.toml";

/// Show help for a command, or one of: exit-codes, environment, keys
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct HelpArgs {
    /// A command, or exit-codes, environment, keys
    #[arg(value_name = "COMMAND|TOPIC")]
    topic: Vec<String>,
}

/// Runs `tk help`.
///
/// # Errors
/// When the name is unknown.
pub fn run(args: &HelpArgs, command: &clap::Command, printer: &mut Printer) -> Result<ExitCode> {
    let words: Vec<&str> = args.topic.iter().map(String::as_str).collect();
    let text = match words[..] {
        ["exit-codes"] => reference::exit_codes(),
        ["environment"] => reference::environment(),
        ["keys"] => reference::keys(),
        _ => of_command(&words, command)?,
    };
    printer.exact_data(text.trim_end());
    Ok(ExitCode::Success)
}

fn of_command(words: &[&str], all: &clap::Command) -> Result<String> {
    let mut command = all.clone();
    // Makes the usage lines name the commands that they are inside.
    command.build();
    let mut found = &command;
    for word in words {
        found = found.find_subcommand(word).ok_or_else(|| unknown(words))?;
    }
    if found.is_disable_help_flag_set() {
        return Ok(found.clone().render_long_help().to_string());
    }
    // Asked as people ask: clap then decides how much there is to say.
    let line = ["tk"].iter().chain(words).chain(&["--help"]);
    match all.clone().try_get_matches_from(line) {
        Err(help) if help.kind() == ErrorKind::DisplayHelp => Ok(help.render().to_string()),
        _ => Err(unknown(words)),
    }
}

fn unknown(words: &[&str]) -> Error {
    Error::Usage(format!(
        "unknown command or topic {:?}; `tk help` lists the commands; the topics are exit-codes, \
         environment and keys",
        words.join(" ")
    ))
}
