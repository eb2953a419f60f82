//! `tk completions`: completion scripts for shells, and the command that they run.

use std::ffi::OsString;

use clap::{Args, ValueEnum};
use redact::terminal;

use crate::completion;
use crate::error::Result;
use crate::exit_code::ExitCode;
use crate::ui::printer::Printer;

const EXAMPLES: &str = "\
Examples:
  source <(./tk completions bash)                                       in ~/.bashrc
  source <(./tk completions zsh)                                        in ~/.zshrc, after compinit
  ./tk completions fish > ~/.config/fish/completions/tk.fish            once
  ./tk completions powershell | Out-String | Invoke-Expression          in $PROFILE
  tk completions bash > ~/.local/share/bash-completion/completions/tk   once, for bash-completion

They complete commands, flags, steps and targets of the checkout whose tk is on the command line,
and never start Bazel.";

/// Print a shell completion script
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// A supported shell.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Shell {
    Bash,
    Zsh,
    Fish,
    Powershell,
}

impl Shell {
    fn script(self) -> &'static str {
        match self {
            Self::Bash => include_str!("../completion/tk.bash"),
            Self::Zsh => include_str!("../completion/tk.zsh"),
            Self::Fish => include_str!("../completion/tk.fish"),
            Self::Powershell => include_str!("../completion/tk.ps1"),
        }
    }
}

/// Runs `tk completions`.
///
/// # Errors
/// None.
pub fn run(args: &CompletionsArgs, printer: &mut Printer) -> Result<ExitCode> {
    printer.exact_data(args.shell.script().trim_end());
    Ok(ExitCode::Success)
}

/// Print candidates for the last word of a command line, one per line: the word, a tab, its description
#[derive(Args, Debug)]
pub struct CompleteArgs {
    /// Complete another word after these
    #[arg(long)]
    next: bool,

    /// The words up to the cursor, the program first
    #[arg(last = true, allow_hyphen_values = true)]
    words: Vec<OsString>,
}

/// Answers a shell about the command line of `command`.
///
/// # Errors
/// None: without candidates it prints nothing.
pub fn complete(
    args: &CompleteArgs,
    command: &clap::Command,
    printer: &mut Printer,
) -> Result<ExitCode> {
    let mut words = args.words.clone();
    words.extend(args.next.then(OsString::new));
    for candidate in completion::candidates(command, words) {
        // A shell shows them to people.
        let line = format!("{}\t{}", candidate.value, candidate.help);
        printer.exact_data(&terminal::plain(&line));
    }
    Ok(ExitCode::Success)
}
