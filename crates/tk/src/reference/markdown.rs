//! `docs/cli.md`.

use std::fmt::Write;

use clap::{Arg, Command};

use super::Table;

/// All commands, flags, codes and variables as Markdown.
pub fn markdown(command: &Command) -> String {
    let mut root = command.clone();
    root.build();
    let mut text = String::from("# Commands of tk\n\n");
    text += "`./tk gen` generates this page from the program; `tk help` prints the same.\n\n";
    for sub in visible(&root) {
        let name = sub.get_name();
        let about = sub.get_about().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(text, "- [`tk {name}`](#tk-{name}): {about}");
    }
    for sub in visible(&root) {
        text += &self::command(sub, &format!("tk {}", sub.get_name()), 2);
    }
    for table in [
        super::bazels_codes(),
        super::own_codes(),
        super::variables(),
        super::keys_table(),
    ] {
        text += &rows(&table);
    }
    text
}

fn visible(command: &Command) -> impl Iterator<Item = &Command> {
    command
        .get_subcommands()
        .filter(|sub| !sub.is_hide_set() && sub.get_name() != "help" || is_own_help(sub))
}

/// Whether it is clap's own `help` of commands with subcommands; ours has arguments.
fn is_own_help(sub: &Command) -> bool {
    sub.get_name() == "help" && sub.get_positionals().next().is_some()
}

fn command(command: &Command, name: &str, depth: usize) -> String {
    let mut text = format!("\n{} {name}\n\n", "#".repeat(depth));
    let about = command.get_long_about().or(command.get_about());
    if let Some(about) = about {
        let _ = writeln!(text, "{about}\n");
    }
    let usage = command.clone().render_usage().to_string();
    let usage: Vec<&str> = usage
        .lines()
        .map(|line| line.trim_start_matches("Usage:").trim())
        .collect();
    let _ = writeln!(text, "```\n{}\n```", usage.join("\n"));
    let arguments: Vec<&Arg> = command
        .get_arguments()
        .filter(|arg| !arg.is_hide_set() && arg.get_id() != "help")
        .collect();
    if !arguments.is_empty() {
        text += "\n| argument | does |\n|---|---|\n";
        for arg in arguments {
            let _ = writeln!(text, "| `{}` | {} |", cell(&words(arg)), cell(&help(arg)));
        }
    }
    if let Some(after) = command.get_after_help() {
        let _ = writeln!(text, "\n```\n{}\n```", after.to_string().trim_end());
    }
    for sub in visible(command) {
        text += &self::command(sub, &format!("{name} {}", sub.get_name()), depth + 1);
    }
    text
}

/// How an argument is written: `-p`, `--mode <MODE>`.
fn words(arg: &Arg) -> String {
    let names = arg.get_value_names().unwrap_or_default();
    let takes_value = arg.is_positional() || arg.get_action().takes_values();
    let value = if takes_value {
        let names: Vec<String> = names.iter().map(|name| format!("<{name}>")).collect();
        names.join(" ")
    } else {
        String::new()
    };
    let short = arg.get_short().map(|short| format!("-{short}"));
    let long = arg.get_long().map(|long| format!("--{long}"));
    let flags: Vec<String> = short.into_iter().chain(long).collect();
    [flags.join(", "), value]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn help(arg: &Arg) -> String {
    let text = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let values: Vec<String> = arg
        .get_possible_values()
        .iter()
        .filter(|_| arg.get_action().takes_values())
        .map(|value| format!("`{}`", value.get_name()))
        .collect();
    if values.is_empty() {
        text
    } else {
        format!("{text}: {}", values.join(", "))
    }
}

fn rows(table: &Table) -> String {
    let mut text = format!(
        "\n## {}\n\n{}\n\n| | |\n|---|---|\n",
        table.title, table.intro
    );
    for (name, meaning) in &table.rows {
        let _ = writeln!(text, "| `{name}` | {} |", cell(meaning));
    }
    text
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
