//! `tk man`: the manual page; and the hidden command that writes the committed reference.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::error::{Error, Result};
use crate::exit_code::ExitCode;
use crate::reference;
use crate::ui::printer::Printer;

const EXAMPLES: &str = "\
Examples:
  tk man | man -l -                                       read it
  tk man > ~/.local/share/man/man1/tk.1                   install it for yourself
  tk man | sudo tee /usr/local/share/man/man1/tk.1        install it for everyone";

/// Print the manual page, tk(1)
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct ManArgs {}

/// Runs `tk man`.
///
/// # Errors
/// None.
pub fn run(_args: &ManArgs, command: &clap::Command, printer: &mut Printer) -> Result<ExitCode> {
    printer.exact_data(reference::man_page(command)?.trim_end());
    Ok(ExitCode::Success)
}

/// Write a committed file that is generated from the command line definition
#[derive(Args, Debug)]
pub struct ReferenceArgs {
    /// Which file
    part: Part,

    /// Where to write it
    path: PathBuf,
}

/// A committed file.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Part {
    /// docs/cli.md
    Cli,
    /// docs/tk.1
    Man,
    /// docs/tk.schema.json
    Schema,
}

/// Writes a part of the reference.
///
/// # Errors
/// When it cannot be written.
pub fn write_reference(args: &ReferenceArgs, command: &clap::Command) -> Result<ExitCode> {
    let text = match args.part {
        Part::Cli => reference::markdown(command),
        Part::Man => reference::man_page(command)?,
        Part::Schema => format!("{:#}\n", settings::schema::schema()),
    };
    std::fs::write(&args.path, text).map_err(Error::write(&args.path))?;
    Ok(ExitCode::Success)
}
