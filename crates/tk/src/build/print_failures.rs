//! Prints what failed in a build, before the summary.

use std::path::Path;

use bazel::registry;
use bep::Failure;
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
    let exec_root = finished.left.exec_root.as_deref();
    for link in stale_links(&workspace.root, &report.failures, exec_root) {
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
fn stale_links(root: &Path, failures: &[Failure], exec_root: Option<&Path>) -> Vec<String> {
    if failures.is_empty() {
        return Vec::new();
    }
    let own = exec_root.and_then(Path::parent);
    let in_outputs = |path: &Path| {
        let to = path.read_link().unwrap_or_default();
        let is_own = own.is_some_and(|own| to.starts_with(own));
        !is_own && to.components().any(|part| part.as_os_str() == "execroot")
    };
    let is_named = |name: &str| {
        let below = format!("{name}/");
        let mut failures = failures.iter();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_the_outputs_of_this_build_are_not_stale() {
        let dir = tempfile::tempdir().unwrap();
        for (name, base) in [("bazel-out", "own"), ("bazel-old", "other")] {
            let to = format!("/cache/{base}/execroot/_main/bazel-out");
            std::os::unix::fs::symlink(to, dir.path().join(name)).unwrap();
        }
        let failure = Failure {
            label: "//:a".to_owned(),
            mnemonic: None,
            step: None,
            message: "bazel-out/k8/bin/a: error\nerror loading package 'bazel-old/x'".to_owned(),
            exit_code: None,
            log: None,
            location: None,
        };
        let exec_root = Path::new("/cache/own/execroot/_main");
        let stale = |exec_root| stale_links(dir.path(), std::slice::from_ref(&failure), exec_root);
        assert_eq!(stale(Some(exec_root)), ["bazel-old"]);
        assert_eq!(stale(None), ["bazel-old", "bazel-out"]);
    }
}
