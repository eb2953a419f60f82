//! The manual page, `tk.1`.

use std::io::{self, Write};

use clap::Command;
use clap_mangen::Man;

use super::Table;
use crate::error::{Error, Result};

/// The manual page, with all commands.
///
/// # Errors
/// None that are known: it is written to memory.
pub fn man_page(command: &Command) -> Result<String> {
    let mut page = Vec::new();
    render(&mut page, command)
        .and_then(|()| String::from_utf8(page).map_err(io::Error::other))
        .map_err(Error::write("tk.1"))
}

fn render(page: &mut Vec<u8>, command: &Command) -> io::Result<()> {
    let mut root = command.clone();
    root.build();
    let man = Man::new(root.clone()).date("").manual("Tachikoma");
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    man.render_options_section(page)?;
    after_help(page, &root, ".SH")?;
    for sub in root.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        self::command(page, sub)?;
    }
    for table in [
        super::bazels_codes(),
        super::own_codes(),
        super::variables(),
        super::keys_table(),
    ] {
        rows(page, &table)?;
    }
    Ok(())
}

/// A command's section: what has a page of its own elsewhere, one level lower.
fn command(page: &mut Vec<u8>, command: &Command) -> io::Result<()> {
    let man = Man::new(command.clone());
    let mut part = Vec::new();
    man.render_synopsis_section(&mut part)?;
    man.render_description_section(&mut part)?;
    man.render_options_section(&mut part)?;
    let name = command.get_display_name().unwrap_or(command.get_name());
    writeln!(page, ".SH \"{}\"", name.replace('-', " ").to_uppercase())?;
    let part = String::from_utf8(part).map_err(io::Error::other)?;
    for line in part.lines() {
        let lower = line.strip_prefix(".SH ");
        match lower {
            Some(title) => writeln!(page, ".SS {title}")?,
            None => writeln!(page, "{line}")?,
        }
    }
    after_help(page, command, ".SS")?;
    for inner in command
        .get_subcommands()
        .filter(|sub| sub.get_name() != "help")
    {
        self::command(page, inner)?;
    }
    Ok(())
}

/// What stands below the options: paragraphs, of which those with a title become sections. Lines stay
/// as they are.
fn after_help(page: &mut Vec<u8>, command: &Command, heading: &str) -> io::Result<()> {
    let text = command.get_after_help().map(ToString::to_string);
    for paragraph in text.unwrap_or_default().split("\n\n") {
        let (title, lines) = match paragraph.split_once(":\n") {
            Some(("Examples", lines)) => ("EXAMPLES", lines),
            Some(("Exit codes", lines)) => ("EXIT STATUS", lines),
            _ => ("", paragraph),
        };
        if title.is_empty() {
            writeln!(page, ".PP\n{}", escaped(lines).replace('\n', "\n.br\n"))?;
        } else {
            writeln!(page, "{heading} \"{title}\"\n.nf")?;
            for line in lines.lines() {
                writeln!(page, "{}", escaped(line.trim_start_matches("  ")))?;
            }
            writeln!(page, ".fi")?;
        }
    }
    Ok(())
}

fn rows(page: &mut Vec<u8>, table: &Table) -> io::Result<()> {
    writeln!(
        page,
        ".SH \"{}\"\n{}",
        table.title.to_uppercase(),
        escaped(&table.intro)
    )?;
    for (name, meaning) in &table.rows {
        writeln!(page, ".TP\n\\fB{}\\fR\n{}", escaped(name), escaped(meaning))?;
    }
    Ok(())
}

fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-");
    if text.starts_with(['.', '\'']) {
        format!("\\&{text}")
    } else {
        text
    }
}
