//! Generated files that are not in order, and what was done about them.

use drift::{Cause, Kind, known};

use crate::generated::{Finding, Found};
use crate::output::{Drift, Event, Generated};
use crate::text::count;
use crate::ui::printer::{Paint, Printer};
use checkout::Workspace;

/// How many sources are named for one file.
const NAMED: usize = 3;

/// Prints each file that is not in order with its cause, and the command that repairs all.
pub fn print(printer: &mut Printer, found: &Found, repair: &str) {
    for finding in &found.findings {
        printer.event(&event(finding));
    }
    if found.findings.is_empty() {
        printer.line(&format!(
            "In order: {}.",
            count::of(found.count(), "generated file")
        ));
        return;
    }
    let heading = printer.paint(Paint::Strong, "DRIFT");
    printer.line(&format!(
        "{heading}  {}",
        count::of(found.findings.len(), "file")
    ));
    let width = |text: fn(&Finding) -> &str| {
        let widths = found
            .findings
            .iter()
            .map(|finding| text(finding).chars().count());
        widths.max().unwrap_or(0)
    };
    let paths = width(|finding| &finding.difference.path);
    let labels = width(|finding| &finding.label);
    for finding in &found.findings {
        let word = format!("{:<8}", finding.difference.kind.word());
        let word = printer.paint(Paint::Bad, &word);
        printer.line(&format!(
            "  {word}  {:<paths$}  {:<labels$}  {}",
            finding.difference.path,
            finding.label,
            cause(finding)
        ));
    }
    printer.line(&format!("  to update all, run: {repair}"));
}

fn event(finding: &Finding) -> Event {
    Event::Drift(Drift {
        path: finding.difference.path.clone(),
        state: finding.difference.kind.word().to_owned(),
        label: finding.label.clone(),
        sources: finding.sources().to_vec(),
        cause: cause(finding),
    })
}

/// What changed, as far as it is known.
fn cause(finding: &Finding) -> String {
    let kind = finding.difference.kind;
    match &finding.cause {
        Cause::Sources(sources) => sources_changed(sources),
        Cause::Itself if kind == Kind::Missing => "the file was removed".to_owned(),
        Cause::Itself if kind == Kind::Orphaned => "not made, and added since".to_owned(),
        Cause::Itself => "the file itself was changed".to_owned(),
        Cause::Outside => "no source here changed: a toolchain, a package or a flag did".to_owned(),
        Cause::Unknown => "not known what changed: not seen in order in this checkout".to_owned(),
    }
}

fn sources_changed(sources: &[String]) -> String {
    let named = sources.iter().take(NAMED).cloned().collect::<Vec<_>>();
    let named = named.join(", ");
    match sources.len().saturating_sub(NAMED) {
        0 => format!("changed: {named}"),
        more => format!("changed: {named} and {more} more"),
    }
}

/// Prints what an update did.
pub fn print_update(printer: &mut Printer, found: &Found) {
    let findings = &found.findings;
    for of_target in findings.chunk_by(|one, other| one.label == other.label) {
        let lines: Vec<String> = of_target.iter().map(done).collect();
        printer.event(&Event::Generated(Generated {
            label: of_target[0].label.clone(),
            exit_code: 0,
            text: lines.join("\n"),
        }));
        for line in lines {
            printer.line(&line);
        }
    }
    let all = count::of(found.count(), "generated file");
    printer.line(&match findings.len() {
        0 => format!("In order: {all}."),
        changed => format!("Updated {} of {all}.", count::of(changed, "file")),
    });
}

fn done(finding: &Finding) -> String {
    let word = match finding.difference.kind {
        Kind::Stale | Kind::Missing => "wrote",
        Kind::Orphaned => "removed",
    };
    format!("{word} {}", finding.difference.path)
}

/// Warns, in a line, of the stale files that an earlier look at them found: nothing is looked at anew.
pub fn warn_of_known(printer: &mut Printer, workspace: &Workspace, repair: &str) {
    let stale = known::stale(&workspace.root, &workspace.state_dir());
    let Some(first) = stale.first() else {
        return;
    };
    let word = printer.paint(Paint::Warning, "warning:");
    let files = match stale.len() {
        1 => format!("{first} is stale"),
        number => format!(
            "{first} and {} are stale",
            count::of(number - 1, "other generated file")
        ),
    };
    printer.line(&format!("{word} {files}; to update, run: {repair}"));
}
