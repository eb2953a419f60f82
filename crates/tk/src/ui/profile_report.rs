//! `tk profile` as text.

use super::profile_hints::{Hint, link_name};
use crate::text::duration::seconds;
use crate::text::labels;
use bazel::profile::{Analysis, share};

/// Lines of each list that are shown.
const SHOWN: usize = 8;

/// Smaller shares of the work are left out.
const LEAST: f64 = 0.005;

/// Shorter waits are not shown.
const NOTABLE_MS: f64 = 100.0;

/// An analysis as lines.
pub fn lines(analysis: &Analysis, hints: &[Hint], title: &str) -> Vec<String> {
    let mut lines = vec![format!("{title}: {} in total", seconds(analysis.total_ms))];
    lines.push(String::new());
    lines.push("Phases".to_owned());
    for phase in &analysis.phases {
        lines.push(row(
            &phase.name,
            phase.duration_ms,
            share(phase.duration_ms, analysis.total_ms),
            "",
        ));
    }
    critical_path(analysis, &mut lines);
    work(analysis, &mut lines);
    mnemonics(analysis, &mut lines);
    let running = &analysis.parallelism;
    if running.span_ms > 0.0 {
        lines.push(String::new());
        lines.push(format!(
            "Processes ran for {}, {:.1} at once on average; the machine has {} processors.",
            seconds(running.span_ms),
            running.average,
            running.cores,
        ));
    }
    if !hints.is_empty() {
        lines.push(String::new());
        lines.push("What would help".to_owned());
        lines.extend(hints.iter().map(|hint| format!("  - {}", hint.text)));
    }
    lines
}

fn row(name: &str, time: f64, share: f64, note: &str) -> String {
    let bar = "#".repeat((share * 20.0).round() as usize);
    let line = format!(
        "  {:>9} {:>4.0} %  {bar:<20}  {name}{note}",
        seconds(time),
        share * 100.0
    );
    line.trim_end().to_owned()
}

fn critical_path(analysis: &Analysis, lines: &mut Vec<String>) {
    let path = &analysis.critical_path;
    if path.links.is_empty() {
        return;
    }
    lines.push(String::new());
    lines.push(format!(
        "Critical path: {}, {:.0} % of the build",
        seconds(path.duration_ms),
        path.share * 100.0
    ));
    // Short links between long ones tell nothing.
    let mut order: Vec<usize> = (0..path.links.len())
        .filter(|index| path.links[*index].share >= LEAST)
        .collect();
    order.sort_by(|one, other| path.links[*other].share.total_cmp(&path.links[*one].share));
    let mut shown: Vec<usize> = order.into_iter().take(SHOWN).collect();
    shown.sort_unstable();
    for index in &shown {
        let link = &path.links[*index];
        let waited = seconds(link.queued_ms);
        let note = match link.queued_ms >= NOTABLE_MS {
            true => format!(", after waiting {waited} for a processor"),
            false => String::new(),
        };
        lines.push(row(&link_name(link), link.duration_ms, link.share, &note));
    }
    let rest: f64 = (0..path.links.len())
        .filter(|index| !shown.contains(index))
        .map(|index| path.links[index].duration_ms + path.links[index].queued_ms)
        .sum();
    if let Some(more @ 1..) = path.links.len().checked_sub(shown.len()) {
        lines.push(row(
            &format!("{more} shorter ones"),
            rest,
            share(rest, path.duration_ms),
            "",
        ));
    }
}

fn work(analysis: &Analysis, lines: &mut Vec<String>) {
    let sum: f64 = analysis.work.iter().map(|part| part.total_ms).sum();
    let shown: Vec<_> = analysis
        .work
        .iter()
        .filter(|part| share(part.total_ms, sum) >= LEAST)
        .collect();
    if shown.is_empty() {
        return;
    }
    lines.push(String::new());
    lines.push("What Bazel's threads did".to_owned());
    for part in shown {
        lines.push(row(
            part.name,
            part.total_ms,
            share(part.total_ms, sum),
            &format!(" ({})", part.count),
        ));
    }
}

fn mnemonics(analysis: &Analysis, lines: &mut Vec<String>) {
    let sum: f64 = analysis.mnemonics.iter().map(|kind| kind.total_ms).sum();
    if sum == 0.0 {
        return;
    }
    lines.push(String::new());
    lines.push("Actions by kind".to_owned());
    for kind in analysis.mnemonics.iter().take(SHOWN) {
        let note = format!(
            " ({}), the longest {} {}",
            kind.count,
            labels::label(&kind.longest_label),
            seconds(kind.longest_ms)
        );
        lines.push(row(
            &kind.name,
            kind.total_ms,
            share(kind.total_ms, sum),
            &note,
        ));
    }
}
