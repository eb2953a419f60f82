//! The commands as a document, made of their definition.

use std::fmt::Write as _;
use std::sync::LazyLock;

use clap::{Command, Subcommand as _};

use super::Commands;
use super::exit::Exit;

/// The exit codes, for the help.
pub(super) static EXIT_CODES: LazyLock<String> = LazyLock::new(|| {
    let mut text = "Exit codes:\n".to_owned();
    for exit in Exit::ALL {
        text += &format!("  {:>3}  {}\n", exit.code(), exit.meaning());
    }
    text
});

const HEAD: &str = "\
# Commands of the build service

`tachikoma build`, `tachikoma project` and `tachikoma token` ask a [build service](../crates/service-client/README.md).
`tachikoma` finds them in the program `tachikoma-serve`, beside itself or on `PATH`; where that is missing, it exits with 127.
This page is made of their definition.

Standard output is data, standard error is for people. `--json` makes standard output one JSON document, or one line of JSON
for each event of `watch`.

| variable | what it says |
|---|---|
| `TACHIKOMA_URL` | where the service is |
| `TACHIKOMA_TOKEN` | the token; no flag takes it, because others on the machine can read command lines |
| `NO_COLOR`, `CLICOLOR_FORCE` | no colours, or colours also where no terminal shows them |
";

/// All commands, their help and exit codes, as Markdown.
#[must_use]
pub fn markdown() -> String {
    let mut text = HEAD.to_owned();
    text += "\n| exit code | meaning |\n|---|---|\n";
    for exit in Exit::ALL {
        let _ = writeln!(text, "| {} | {} |", exit.code(), exit.meaning());
    }
    let mut root = Commands::augment_subcommands(Command::new("tachikoma")).term_width(100);
    root.build();
    for group in root
        .get_subcommands_mut()
        .filter(|it| it.get_name() != "help")
    {
        let leaves: Vec<&mut Command> = group.get_subcommands_mut().collect();
        if leaves.is_empty() {
            section(group, &mut text);
            continue;
        }
        for leaf in leaves.into_iter().filter(|it| it.get_name() != "help") {
            section(leaf, &mut text);
        }
    }
    text
}

fn section(command: &mut Command, text: &mut String) {
    let name = command.get_bin_name().unwrap_or_default().to_owned();
    let help = command.render_long_help().to_string();
    let help: Vec<&str> = help.lines().map(str::trim_end).collect();
    let help = help.join("\n");
    let _ = write!(text, "\n## `{name}`\n\n```text\n{}\n```\n", help.trim_end());
}
