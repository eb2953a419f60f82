//! `tachikoma completions`.

use clap::Args;
use clap_complete::aot::{Shell, generate};

use super::exit::Exit;
use super::failure::CommandError;
use super::screen::Screen;

/// What people type, whichever program has the command.
const PROGRAM: &str = "tachikoma";

/// Print a shell completion script
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  source <(tachikoma completions bash)                                  in ~/.bashrc
  source <(tachikoma completions zsh)                                   in ~/.zshrc, after compinit
  tachikoma completions fish > ~/.config/fish/completions/tachikoma.fish    once
  tachikoma completions powershell | Out-String | Invoke-Expression     in $PROFILE

They complete commands, flags and their values, and ask no service.")]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// The script is whole: no Tab starts a program, or waits for a service.
pub(super) fn run(
    arguments: &CompletionsArgs,
    root: &clap::Command,
    screen: &mut Screen,
) -> Result<Exit, CommandError> {
    let mut command = root.clone().name(PROGRAM);
    if command.find_subcommand("report").is_none() {
        let report = clap::Command::new("report").about("Print what one build did");
        let file = clap::Arg::new("file").value_hint(clap::ValueHint::FilePath);
        command = command.subcommand(report.arg(file));
    }
    let mut script = Vec::new();
    generate(arguments.shell, &mut command, PROGRAM, &mut script);
    screen.bytes(&script)?;
    Ok(Exit::Success)
}
