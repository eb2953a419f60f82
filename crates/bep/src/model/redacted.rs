//! Redacts the report, as the last step of making it.

use redact::Redactor;

use crate::report::{Action, Failure, Report};

/// Redacts every text in the report.
pub(super) fn redact(report: &mut Report, redactor: &Redactor) {
    let redacted = |text: &mut String| {
        if !text.is_empty() {
            *text = redactor.text(text);
        }
    };
    let invocation = &mut report.invocation;
    invocation.patterns.iter_mut().for_each(redacted);
    for text in [&mut invocation.workspace, &mut invocation.mode] {
        text.iter_mut().for_each(redacted);
    }
    for problem in &mut report.problems {
        redacted(&mut problem.message);
    }
    for failure in &mut report.failures {
        redact_failure(failure, &redacted);
    }
    for target in &mut report.targets {
        name(&mut target.label, redactor);
        target
            .reason
            .iter_mut()
            .for_each(|reason| name(reason, redactor));
    }
    for test in &mut report.tests {
        name(&mut test.label, redactor);
        for run in &mut test.runs {
            run.log.iter_mut().for_each(|log| name(log, redactor));
        }
    }
    let path = report
        .critical_path
        .iter_mut()
        .flat_map(|path| &mut path.actions);
    for Action { label, .. } in report.actions.slowest.iter_mut().chain(path) {
        name(label, redactor);
    }
}

fn redact_failure(failure: &mut Failure, redacted: &impl Fn(&mut String)) {
    redacted(&mut failure.message);
    failure.log.iter_mut().for_each(redacted);
    if let Some(location) = &mut failure.location {
        redacted(&mut location.file);
    }
}

/// Names rarely contain secrets.
fn name(name: &mut String, redactor: &Redactor) {
    if redactor.knows_values() {
        *name = redactor.text(name);
    }
}
