//! Prints what failed in a build, before the summary.

use std::path::Path;

use bazel::registry;
use bep::Report;
use checkout::Workspace;

use super::finished::Finished;
use super::missing_crates::missing_crates;
use crate::error::hints;
use crate::steps;
use crate::ui::failures;
use crate::ui::printer::Printer;

/// Prints warnings and failures. Returns the printer's line count after the last failure was shown.
pub fn print_failures(
    workspace: &Workspace,
    printer: &mut Printer,
    finished: &Finished,
    verbose: bool,
) -> Option<u64> {
    let (report, said) = (&finished.report, &finished.said);
    let shown = failures::print_all(
        printer,
        report,
        finished.ending,
        &said.output,
        &said.told,
        verbose,
    );
    if !finished.ending.is_success() && report.actions.total == 0 {
        // It may be the remembered steps that do not fit.
        steps::forget(workspace);
    }
    let is_lost = || registry::unreachable(&said.output).is_some();
    if !finished.ending.is_success() && report.actions.total == 0 && is_lost() {
        printer.line(&format!("  next: {}", hints::UNREACHABLE));
    }
    for link in stale_links(&workspace.root, report) {
        printer.line(&format!("  next: {}", hints::of_stale_link(&link)));
    }
    for (name, folder) in missing_crates(&report.failures) {
        printer.line(&format!(
            "  next: {}",
            hints::of_missing_crate(&name, &folder)
        ));
    }
    shown
}

/// Links to Bazel's outputs that a copied or renamed checkout has from before, and in which packages could not be
/// loaded: Bazel passes over those links only that it would make itself.
fn stale_links(root: &Path, report: &Report) -> Vec<String> {
    if report.failures.is_empty() {
        return Vec::new();
    }
    let in_outputs = |path: &Path| {
        let to = path.read_link().unwrap_or_default();
        to.components().any(|part| part.as_os_str() == "execroot")
    };
    let is_named = |name: &str| {
        let below = format!("{name}/");
        let mut failures = report.failures.iter();
        failures.any(|it| it.message.contains(&below) || it.label.contains(&format!("//{below}")))
    };
    let entries = root.read_dir().into_iter().flatten().flatten();
    let links = entries.filter(|entry| in_outputs(&entry.path()));
    let names = links.filter_map(|entry| entry.file_name().into_string().ok());
    let mut stale: Vec<String> = names
        .filter(|name| name.starts_with("bazel-") && is_named(name))
        .collect();
    stale.sort();
    stale
}
