//! The exit codes in the help of each command.

use clap::Command;

use crate::exit_code::ExitCode;
use bazel::exit_code::ALL as OF_BAZEL;
use settings::keys::BUILDS;

/// Adds exit codes to the help of all commands, below the examples.
pub fn with_exit_codes(command: Command) -> Command {
    command.mut_subcommands(|sub| {
        let table = table(sub.get_name());
        below_help(
            sub.mut_subcommands(|inner| below_help(inner, &table)),
            &table,
        )
    })
}

fn below_help(command: Command, table: &str) -> Command {
    let text = match command.get_after_help() {
        Some(examples) => format!("{examples}\n\n{table}"),
        None => table.to_owned(),
    };
    command.after_help(text)
}

/// The exit codes of a command: Bazel's usual ones, and all of `tk`'s own.
fn table(name: &str) -> String {
    let (bazels, own) = codes(name);
    let bazels = bazels
        .iter()
        .filter_map(|code| OF_BAZEL.iter().find(|(known, _)| known == code).copied());
    let own = own.iter().map(|code| (code.code(), code.meaning()));
    let lines: Vec<String> = bazels
        .chain(own)
        .map(|(code, meaning)| format!("  {code:<3} {meaning}"))
        .collect();
    let others = if is_bazels(name) {
        "\n  Bazel's other exit codes are passed on; `tk help exit-codes` lists them."
    } else {
        ""
    };
    format!("Exit codes:\n{}{others}", lines.join("\n"))
}

fn is_bazels(name: &str) -> bool {
    BUILDS.contains(&name) || matches!(name, "affected" | "clean" | "bazel")
}

fn codes(name: &str) -> (&'static [u8], Vec<ExitCode>) {
    use ExitCode::{
        BadWorkspace, CannotWrite, Drift, Internal, NotFound, Refused, Unavailable, Usage,
        VerificationFailed,
    };
    const DONE: &[u8] = &[0];
    const BUILD: &[u8] = &[0, 1, 2, 8];
    let build = vec![Usage, BadWorkspace, NotFound, Unavailable, CannotWrite];
    let with = |mut codes: Vec<ExitCode>, more| {
        codes.push(more);
        codes
    };
    match name {
        "test" => (&[0, 1, 2, 3, 4, 8], build),
        "gen" => (BUILD, with(build, Drift)),
        "verify" => (BUILD, with(build, VerificationFailed)),
        "dev" => (DONE, vec![Usage, BadWorkspace, Unavailable, Internal]),
        name if name == "affected" || BUILDS.contains(&name) => (BUILD, build),
        "clean" => (
            &[0, 36, 37],
            vec![Usage, BadWorkspace, Unavailable, CannotWrite, Refused],
        ),
        "artifacts" => (
            DONE,
            vec![Usage, BadWorkspace, NotFound, CannotWrite, Refused],
        ),
        "profile" => (
            DONE,
            vec![Usage, BadWorkspace, NotFound, Unavailable, CannotWrite],
        ),
        "bazel" => (BUILD, vec![BadWorkspace, Unavailable]),
        "doctor" | "env" => (DONE, vec![Usage, BadWorkspace, Unavailable, CannotWrite]),
        "completions" | "man" | "help" => (DONE, vec![Usage]),
        "version" => (DONE, vec![Usage, BadWorkspace, Unavailable]),
        _ => (DONE, vec![Usage, BadWorkspace, NotFound, Unavailable]),
    }
}

#[cfg(test)]
mod tests {
    use crate::cli::command;

    /// Every command that people see, inner ones too, with its words after `tk`.
    fn visible() -> Vec<(String, clap::Command)> {
        let mut root = command();
        root.build();
        let mut found = Vec::new();
        collect(&root, "", &mut found);
        found
    }

    fn collect(command: &clap::Command, before: &str, found: &mut Vec<(String, clap::Command)>) {
        for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
            let is_claps_help = sub.get_name() == "help" && !before.is_empty();
            if !is_claps_help {
                let name = format!("{before}{}", sub.get_name());
                collect(sub, &format!("{name} "), found);
                found.push((name, sub.clone()));
            }
        }
    }

    #[test]
    fn every_command_has_an_example_and_its_exit_codes() {
        for (name, mut sub) in visible() {
            let help = sub.render_long_help().to_string();
            let (_, after) = help
                .split_once("Examples:")
                .unwrap_or_else(|| panic!("`tk {name} --help` has no examples:\n{help}"));
            let (examples, codes) = after
                .split_once("Exit codes:")
                .unwrap_or_else(|| panic!("`tk {name} --help` has no exit codes:\n{help}"));
            assert!(
                examples.contains(&format!("tk {name}")),
                "the examples of `tk {name} --help` are of something else:\n{help}"
            );
            assert!(codes.starts_with("\n  0 "), "{help}");
        }
    }

    #[test]
    fn every_flag_says_what_it_does() {
        for (name, sub) in visible() {
            assert!(sub.get_about().is_some(), "{name}");
            for arg in sub.get_arguments().filter(|arg| !arg.is_hide_set()) {
                assert!(arg.get_help().is_some(), "{name} {}", arg.get_id());
            }
        }
    }
}
