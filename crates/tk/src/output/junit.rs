//! `--junit FILE`: steps, failures and tests as JUnit XML, for CI servers.

use std::collections::HashSet;
use std::path::Path;
use std::time::Duration;

use bep::{Failure, Report, Step, StepStatus, Target, Test, TestStatus};
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestRerun, TestSuite};

use crate::ending::Ending;
use crate::error::Result;
use crate::text::failure as failure_text;
use crate::text::unfinished;
use checkout::files;

/// The two characters of the basic plane that are none in XML 1.0 and that quick-junit leaves in place.
const NO_XML: [char; 2] = ['\u{fffe}', '\u{ffff}'];

/// Writes the file atomically.
///
/// # Errors
/// When it cannot be written.
pub fn write(path: &Path, report: &Report, ending: Ending) -> Result<()> {
    let text = xml(report, ending);
    Ok(files::write_named(path, |file| {
        file.write_all(text.as_bytes())
    })?)
}

/// The document: one suite for the build, one for the tests of each package.
fn xml(report: &Report, ending: Ending) -> String {
    let mut document = quick_junit::Report::new("tk");
    document.set_time(time(report.invocation.duration_ms));
    document.add_test_suites(build_suite(report, ending));
    for tests in report
        .tests
        .chunk_by(|a, b| package(&a.label) == package(&b.label))
    {
        let name = tests.first().map_or("", |test| package(&test.label));
        let mut suite = TestSuite::new(name);
        for test in tests {
            suite.add_test_case(test_case(test, report));
        }
        document.add_test_suite(suite);
    }
    make_names_unique(&mut document);
    // Texts without control characters always have a form.
    let text = document.to_string().unwrap_or_default();
    text.replace(NO_XML, "\u{fffd}")
}

/// Servers take two cases of one name for one. Names become equal where a secret is redacted in them.
fn make_names_unique(document: &mut quick_junit::Report) {
    let mut taken = HashSet::new();
    let suites = document.test_suites.iter_mut();
    for case in suites.flat_map(|suite| &mut suite.test_cases) {
        let class = case.classname.as_ref().map(|class| class.to_string());
        let own = case.name.replace(NO_XML, "\u{fffd}");
        let numbered = (2..).map(|number| format!("{own} ({number})"));
        let mut names = std::iter::once(own.clone()).chain(numbered);
        if let Some(free) = names.find(|name| taken.insert((class.clone(), name.clone())))
            && free != own
        {
            case.name = free.into();
        }
    }
}

/// The steps that ran or should have run, and the failures that belong to no step.
fn build_suite(report: &Report, ending: Ending) -> Option<TestSuite> {
    let mut suite = TestSuite::new("build");
    let asked = |step: &&Step| {
        let label = format!("//:{}", step.name);
        // Without steps, targets stand in their place; tests have suites of their own.
        let is_test = report.tests.iter().any(|test| test.label == step.name);
        let is_target = |target: &bep::Target| target.label == label || target.label == step.name;
        !is_test && (step.actions > 0 || report.targets.iter().any(is_target))
    };
    for step in report.steps.iter().filter(asked) {
        suite.add_test_case(step_case(step, report, ending));
    }
    for (label, failures) in others(report) {
        let name = match label {
            "" => "bazel",
            label => label,
        };
        let mut case = TestCase::new(name, failed(&failures));
        case.set_classname("build");
        suite.add_test_case(case);
    }
    (!suite.test_cases.is_empty()).then_some(suite)
}

/// The failures outside of steps and tests by their labels, in the order of the report: several actions of a target can
/// fail.
fn others(report: &Report) -> Vec<(&str, Vec<&Failure>)> {
    let mut others: Vec<(&str, Vec<&Failure>)> = Vec::new();
    let of_no_test = report.failures.iter().filter(|it| !it.is_of_test());
    for failure in of_no_test.filter(|failure| failure.step.is_none()) {
        match others.iter_mut().find(|(label, _)| *label == failure.label) {
            Some((_, failures)) => failures.push(failure),
            None => others.push((&failure.label, vec![failure])),
        }
    }
    others
}

fn step_case(step: &Step, report: &Report, ending: Ending) -> TestCase {
    let own: Vec<&Failure> = report
        .failures
        .iter()
        .filter(|failure| failure.step.as_ref() == Some(&step.name))
        .collect();
    let status = match step.status {
        StepStatus::Passed => TestCaseStatus::success(),
        StepStatus::Failed if own.is_empty() => failed_elsewhere(unfinished::cause(step, report)),
        StepStatus::Failed => failed(&own),
        StepStatus::Skipped | StepStatus::Incomplete => {
            skipped(&unfinished::reason(step, report, ending))
        }
    };
    let mut case = TestCase::new(step.name.as_str(), status);
    case.set_classname("step");
    case.set_time(time(step.duration_ms.unwrap_or(0.0)));
    case
}

/// Of what has no failure of its own: what it needs, or is an alias of, has a case of its own.
fn failed_elsewhere(cause: Option<&str>) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_message(cause.unwrap_or("it could not be built"));
    status.set_type("bazel");
    status
}

fn failed(failures: &[&Failure]) -> TestCaseStatus {
    failed_as(NonSuccessKind::Failure, failures)
}

fn failed_as(kind: NonSuccessKind, failures: &[&Failure]) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    if let Some(first) = failures.first() {
        status.set_message(failure_text::heading(first));
        status.set_type(first.mnemonic.clone().unwrap_or_else(|| "bazel".to_owned()));
    }
    let texts: Vec<String> = failures.iter().map(|failure| text(failure)).collect();
    if !texts.is_empty() {
        status.set_description(texts.join("\n"));
    }
    status
}

fn text(failure: &Failure) -> String {
    let log = failure_text::log(failure).unwrap_or_default();
    format!(
        "{}\n{}\n{log}",
        failure_text::heading(failure),
        failure.message
    )
}

fn test_case(test: &Test, report: &Report) -> TestCase {
    let target = report.targets.iter().find(|it| it.label == test.label);
    let mut status = test_status(test, target, report);
    if test.status == TestStatus::Flaky {
        for run in test
            .runs
            .iter()
            .filter(|run| run.status != TestStatus::Passed)
        {
            let mut rerun = TestRerun::new(NonSuccessKind::Failure);
            rerun.set_time(time(run.duration_ms));
            rerun.set_message(format!("attempt {}: {:?}", run.attempt, run.status));
            status.add_rerun(rerun);
        }
    }
    let mut case = TestCase::new(name(&test.label), status);
    case.set_classname(package(&test.label));
    case.set_time(time(test.duration_ms));
    if test.cached {
        case.add_property(("cached", "true"));
    }
    case
}

fn test_status(test: &Test, target: Option<&Target>, report: &Report) -> TestCaseStatus {
    let own = |is_of_test: bool| -> Vec<&Failure> {
        let own = report.failures.iter().filter(|it| it.label == test.label);
        own.filter(|it| it.is_of_test() == is_of_test).collect()
    };
    let reason = target.and_then(|target| target.reason.as_deref());
    match test.status {
        TestStatus::Passed | TestStatus::Flaky => TestCaseStatus::success(),
        TestStatus::Failed | TestStatus::Timeout => failed(&own(true)),
        TestStatus::RemoteFailure => failed_as(NonSuccessKind::Error, &own(true)),
        TestStatus::FailedToBuild => {
            let mut status = failed_as(NonSuccessKind::Error, &own(false));
            let reason = reason.map(|reason| format!(": {reason}"));
            status.set_message(format!("not built{}", reason.unwrap_or_default()));
            status.set_type("build");
            status
        }
        TestStatus::Skipped => skipped(reason.unwrap_or("left out")),
        TestStatus::Incomplete | TestStatus::ToolHaltedBeforeTesting => skipped(&format!(
            "stopped: {}",
            reason.unwrap_or("the build ended before")
        )),
        TestStatus::NoStatus => skipped("not run"),
    }
}

fn skipped(reason: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(reason);
    status
}

fn package(label: &str) -> &str {
    label.rsplit_once(':').map_or(label, |(package, _)| package)
}

/// What stands behind the package: a target's name can have slashes.
fn name(label: &str) -> &str {
    label.rsplit_once(':').map_or(label, |(_, name)| name)
}

fn time(ms: f64) -> Duration {
    Duration::try_from_secs_f64(ms / 1000.0).unwrap_or_default()
}

#[cfg(test)]
mod tests;
