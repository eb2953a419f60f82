//! `tk describe`: what there is to work with in this checkout, on one page.

use std::collections::BTreeMap;

use clap::Args;

use crate::build::select;
use crate::error::Result;
use crate::exit_code::ExitCode;
use crate::ui::description::{Description, Flag};
use crate::ui::printer::Printer;
use crate::ui::waiting::WaitingShown;
use bazel::query;
use checkout::{Mode, Workspace, env_vars, platform};
use settings::keys::KEYS;
use settings::{Sources, Value};

/// What those who come here first must know of targets: how many there are of which kind.
const EVERYTHING: &str = "//...";

/// Describe this checkout: commands, flags with their defaults here, steps, targets by kind
///
/// At most 4 KiB: what a coding agent needs to know first.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  tk describe          for people and coding agents\n  tk describe --json   for programs"
)]
pub struct DescribeArgs {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Runs `tk describe`.
///
/// # Errors
/// When there is no workspace, or settings are wrong. Targets that Bazel cannot list are said to be unknown.
pub fn run(args: &DescribeArgs, all: &clap::Command, printer: &mut Printer) -> Result<ExitCode> {
    let workspace = Workspace::from_environment()?;
    let sources = Sources::from_environment()?;
    let flags = flags(&sources, printer);
    let description = Description {
        name: name(&workspace),
        platform: platform::host(),
        modules: env_vars::value(env_vars::TK_MODULES_MODE)
            .map(|mode| mode.to_string_lossy().into_owned()),
        agent: env_vars::running_agent().map(|agent| agent.variable),
        commands: commands(all),
        flags,
        steps: select::load(&workspace, printer)?.all,
        kinds: kinds(&workspace, printer),
    };
    match args.json {
        true => printer.json(&description.json(|text| printer.clean(text)).to_string()),
        false => {
            let lines = description.lines(|text| printer.clean(text));
            lines.iter().for_each(|line| printer.data(line));
        }
    }
    Ok(ExitCode::Success)
}

fn name(workspace: &Workspace) -> String {
    let name = workspace.root.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// The commands that people see, and what they do.
fn commands(all: &clap::Command) -> Vec<(String, String)> {
    let seen = all
        .get_subcommands()
        .filter(|command| !command.is_hide_set());
    seen.map(|command| {
        let about = command.get_about().map(ToString::to_string);
        (command.get_name().to_owned(), about.unwrap_or_default())
    })
    .collect()
}

/// The flags that can have a default, with the one that they have here.
fn flags(sources: &Sources, printer: &mut Printer) -> Vec<Flag> {
    let mode = sources.mode("mode").unwrap_or(Mode::Development);
    let config = sources.config(mode);
    let settings = KEYS.iter().map(|key| (key, config.get(key.name)));
    let mut flags = Vec::new();
    for (key, found) in settings {
        if let Some(Value::Words(words)) = found.map(|found| &found.value) {
            printer.know_settings(words);
        }
        flags.push(Flag {
            key: key.name,
            flag: key.flag,
            value: found.map(|found| found.value.to_json()),
            origin: found.map(|found| found.origin.join(", ")),
        });
    }
    flags
}

/// How many targets there are of each kind; `None` if Bazel cannot list them.
fn kinds(workspace: &Workspace, printer: &mut Printer) -> Option<Vec<(String, usize)>> {
    let observer = &mut WaitingShown::listing(printer, "targets");
    let rules = query::rules(workspace, observer, "targets", EVERYTHING).ok()?;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for rule in &rules {
        *counts.entry(rule.kind()).or_default() += 1;
    }
    let mut kinds: Vec<(String, usize)> = counts
        .into_iter()
        .map(|(kind, count)| (kind.to_owned(), count))
        .collect();
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Some(kinds)
}
