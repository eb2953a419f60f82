//! Answers of `tk why` in plain words.

use std::collections::HashMap;

use super::answer::{Answer, Link, Ran};
use super::reason::{Change, Kind, Reason};
use crate::text::duration;
use crate::text::labels;

/// Causes that are told of when not all actions are asked for.
const CAUSES_SHOWN: usize = 15;

/// Actions that are named of those that ran for one cause.
const NAMES_SHOWN: usize = 8;

/// An answer's lines: with `all`, every action with all that changed for it; else those that ran for
/// the same cause together.
pub fn lines(answer: &Answer, all: bool) -> Vec<String> {
    let mut lines = Vec::new();
    if !answer.ran {
        lines.push(not_run(answer));
    }
    if all {
        for run in &answer.actions {
            lines.push(headline(run));
            lines.extend(links(run));
            lines.extend(details(&run.reason));
        }
        return lines;
    }
    let groups = by_cause(&answer.actions);
    for group in groups.iter().take(CAUSES_SHOWN) {
        lines.extend(group_lines(group));
    }
    let untold = groups.iter().skip(CAUSES_SHOWN).map(Vec::len).sum();
    if let more @ 1.. = untold {
        lines.push(format!("... and {more} more actions: --all shows them"));
    }
    lines
}

/// The actions in groups that ran, and succeeded, for the same cause; both in the given order.
fn by_cause(actions: &[Ran]) -> Vec<Vec<&Ran>> {
    let mut groups: Vec<Vec<&Ran>> = Vec::new();
    let mut known: HashMap<(String, Vec<String>), usize> = HashMap::new();
    for run in actions {
        if run.exit_code != 0 {
            groups.push(vec![run]);
            continue;
        }
        let cause = (told_of_each(run), links(run));
        let place = *known.entry(cause).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(run),
            None => groups.push(vec![run]),
        }
    }
    groups
}

fn group_lines(group: &[&Ran]) -> Vec<String> {
    let Some((first, others)) = group.split_first() else {
        return Vec::new();
    };
    if others.is_empty() {
        return std::iter::once(headline(first))
            .chain(links(first))
            .collect();
    }
    let headline = format!("{} actions {}", group.len(), told_of_each(first));
    let names = group
        .iter()
        .take(NAMES_SHOWN)
        .map(|run| format!("    {}{}", name(run), time(run)));
    let more = group.len().saturating_sub(NAMES_SHOWN);
    let more = (more > 0).then(|| format!("    ... and {more} more: --all shows them"));
    std::iter::once(headline)
        .chain(links(first))
        .chain(names)
        .chain(more)
        .collect()
}

fn not_run(answer: &Answer) -> String {
    let what = match answer.status.as_deref() {
        Some("built" | "passed") => "was up to date",
        Some("failed") => "failed before any of its actions ran",
        Some("skipped") => "was skipped",
        Some(_) => "did not get its turn",
        None => "was not part of the build, or was up to date",
    };
    let then = match answer.actions.first() {
        Some(run) => format!("; it last ran in #{}:", run.build),
        None => ": none of its actions ran as a process since builds are recorded".to_owned(),
    };
    format!("{} {what} in #{}{then}", answer.asked, answer.build.id)
}

/// `//crates/bep (Rustc) ran because crates/bep/src/lib.rs changed (and 2 more)`
fn headline(run: &Ran) -> String {
    let (name, cause, time) = (name(run), cause(&run.reason), time(run));
    if run.exit_code != 0 {
        format!(
            "{name} ran, and failed with exit code {}, because {cause}{time}",
            run.exit_code
        )
    } else if let Some(cache) = cache_of(run) {
        format!("{name} was needed because {cause}; its result came from the {cache}{time}")
    } else {
        format!("{name} ran because {cause}{time}")
    }
}

/// `ran, each because its tool tools/gen changed`
fn told_of_each(run: &Ran) -> String {
    let cause = cause(&run.reason);
    match cache_of(run) {
        Some(cache) => {
            format!("were needed, each because {cause}; the results came from the {cache}")
        }
        None => format!("ran, each because {cause}"),
    }
}

fn name(run: &Ran) -> String {
    format!("{} ({})", labels::label(&run.label), run.mnemonic)
}

fn time(run: &Ran) -> String {
    let time = run.duration_ms.filter(|time| *time >= 50.0);
    time.map(|time| format!("  [{}]", duration::seconds(time)))
        .unwrap_or_default()
}

/// The cache that its result came from.
fn cache_of(run: &Ran) -> Option<&str> {
    run.runner
        .ends_with("cache hit")
        .then(|| run.runner.trim_end_matches(" hit"))
}

/// A reason as the end of a sentence that begins with "because".
pub fn cause(reason: &Reason) -> String {
    let since = reason
        .since
        .map(|build| format!(" since #{build}"))
        .unwrap_or_default();
    match reason.kind {
        Kind::First => "it never ran since builds are recorded here: a first build".to_owned(),
        Kind::OtherConfiguration => format!(
            "it never ran in this configuration: {} ran it for {} (another mode, platform or other flags)",
            reason
                .since
                .map_or("an earlier build".to_owned(), |build| format!("#{build}")),
            reason.configuration.as_deref().unwrap_or("another"),
        ),
        Kind::Changed => changes(reason),
        Kind::FailedBefore => format!("it failed in the build before: nothing changed{since}"),
        Kind::NeverCached => {
            "its result is never kept: it runs in every build that needs it".to_owned()
        }
        Kind::OutputChanged => format!(
            "an output of it was deleted or overwritten: nothing that it reads changed{since}"
        ),
        Kind::Forgotten => format!(
            "Bazel does not remember its result (a clean, or a new output folder): nothing that it reads changed{since}"
        ),
        Kind::Unknown => {
            let bazel = reason
                .bazel
                .as_ref()
                .map(|words| format!("; Bazel says: {words}"))
                .unwrap_or_default();
            format!(
                "of something that is not recorded: its files, environment and command line are the same{since}{bazel}"
            )
        }
    }
}

fn changes(reason: &Reason) -> String {
    let mut parts = Vec::new();
    if let Some(file) = reason.files.first() {
        let tool = if file.tool { "its tool " } else { "" };
        let more = match reason.files_total.saturating_sub(1) {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        parts.push(format!(
            "{tool}{} {}{more}",
            short(&file.path),
            became(file.change)
        ));
    }
    if let Some(variable) = reason.environment.first() {
        let more = more(reason.environment.len());
        let what = match variable.name.strip_prefix("platform ") {
            Some(name) => format!("the platform's property {name}"),
            None => format!("the environment variable {}", variable.name),
        };
        parts.push(format!("{what} {}{more}", became(variable.change)));
    }
    if let Some(word) = reason.arguments.first() {
        let more = more(reason.arguments.len());
        parts.push(format!(
            "its command line changed: {} {}{more}",
            cut(&word.name),
            became(word.change)
        ));
    } else if reason.arguments_hidden {
        parts.push("its command line changed in its order, or in what is not shown".to_owned());
    }
    parts.join(", and ")
}

fn more(count: usize) -> String {
    match count {
        0 | 1 => String::new(),
        count => format!(" (and {} more)", count - 1),
    }
}

fn became(change: Change) -> &'static str {
    match change {
        Change::Changed => "changed",
        Change::Added => "was added",
        Change::Removed => "was removed",
    }
}

/// What its cause came from, a line each.
fn links(run: &Ran) -> Vec<String> {
    let links = run.because.iter().enumerate();
    links.map(|(depth, link)| link_line(depth, link)).collect()
}

fn link_line(depth: usize, link: &Link) -> String {
    let indent = "  ".repeat(depth + 1);
    let file = short(&link.file);
    let copy = link
        .copy_of
        .as_ref()
        .map(|path| format!(" (a copy of {})", short(path)))
        .unwrap_or_default();
    match (&link.label, &link.mnemonic, &link.reason) {
        (Some(label), Some(mnemonic), Some(reason)) => {
            format!(
                "{indent}{file}{copy} was made anew by {} ({mnemonic}) because {}",
                labels::label(label),
                cause(reason)
            )
        }
        _ if link.copy_of.is_some() => format!(
            "{indent}{file} is a copy of {}",
            link.copy_of.as_deref().map(short).unwrap_or_default()
        ),
        _ => format!(
            "{indent}{file} was written by Bazel itself: BUILD files, flags or the mode changed"
        ),
    }
}

/// All that differs.
fn details(reason: &Reason) -> Vec<String> {
    let files = reason
        .files
        .iter()
        .map(|file| format!("    {} {}", became(file.change), file.path));
    let unseen = reason.files_total.saturating_sub(reason.files.len());
    let more = (unseen > 0).then(|| format!("    ... and {unseen} more files"));
    let environment = reason
        .environment
        .iter()
        .map(|name| format!("    {} {}", became(name.change), name.name));
    let arguments = reason
        .arguments
        .iter()
        .map(|word| format!("    {} {}", became(word.change), cut(&word.name)));
    files
        .chain(more)
        .chain(environment)
        .chain(arguments)
        .collect()
}

/// A path without the folder of the configuration.
fn short(path: &str) -> &str {
    let inside = path
        .strip_prefix("bazel-out/")
        .and_then(|rest| rest.split_once('/'))
        .map(|(_, rest)| rest);
    inside.map_or(path, |rest| rest.strip_prefix("bin/").unwrap_or(rest))
}

/// A word of a command line that may be a program of a hundred lines.
fn cut(word: &str) -> String {
    const LONGEST: usize = 80;
    let line = word.lines().next().unwrap_or_default();
    if line.chars().count() > LONGEST || line.len() < word.len() {
        format!("{:?} ...", line.chars().take(LONGEST).collect::<String>())
    } else {
        format!("{word:?}")
    }
}

#[cfg(test)]
mod tests;
