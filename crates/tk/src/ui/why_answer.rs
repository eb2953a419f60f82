//! Answers of `tk why` as text.

use std::collections::HashMap;

use history::why::{Answer, Link, Ran};

use super::why_cause::{cause, details, short_path};
use crate::text::duration;
use crate::text::labels;

/// Causes shown without `--all`.
const CAUSES_SHOWN: usize = 15;

/// Actions named for each cause.
const NAMES_SHOWN: usize = 8;

/// An answer's lines: with `all`, every action with all of its changes; otherwise grouped by cause.
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

/// Groups the actions that ran, and succeeded, for the same cause, in the given order.
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
        Some(_) => "did not start",
        None => "was not part of the build, or was up to date",
    };
    let then = match answer.actions.first() {
        Some(run) => format!("; it last ran in #{}:", run.build),
        None => ": no recorded build ran any of its actions".to_owned(),
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

/// What its cause came from, one line each.
fn links(run: &Ran) -> Vec<String> {
    let links = run.because.iter().enumerate();
    links.map(|(depth, link)| link_line(depth, link)).collect()
}

fn link_line(depth: usize, link: &Link) -> String {
    let indent = "  ".repeat(depth + 1);
    let file = short_path(&link.file);
    let copy = link
        .copy_of
        .as_ref()
        .map(|path| format!(" (a copy of {})", short_path(path)))
        .unwrap_or_default();
    match (&link.label, &link.mnemonic, &link.reason) {
        (Some(label), Some(mnemonic), Some(reason)) => {
            format!(
                "{indent}{file}{copy} was rebuilt by {} ({mnemonic}) because {}",
                labels::label(label),
                cause(reason)
            )
        }
        _ if link.copy_of.is_some() => format!(
            "{indent}{file} is a copy of {}",
            link.copy_of.as_deref().map(short_path).unwrap_or_default()
        ),
        _ => format!(
            "{indent}{file} was written by Bazel itself: BUILD files, flags or the mode changed"
        ),
    }
}

#[cfg(test)]
mod tests;
