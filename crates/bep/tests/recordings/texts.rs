//! Texts: letters, escapes, secrets, and the report as JSON.

use bep::{Report, Severity, StepStatus, TestStatus};

use crate::support::{self, events, model, report};

#[test]
fn labels_and_output_in_their_own_letters() {
    let report = report("not_ascii");
    assert!(
        report
            .targets
            .iter()
            .any(|target| target.label == "//:grüße"),
        "{report:?}"
    );
    assert_eq!(report.invocation.patterns, ["//:grüße"]);
}

#[test]
fn no_terminal_escapes() {
    let report = report("colourful");
    assert_eq!(report.failures[0].log.as_deref(), Some("link red"));
    assert_eq!(report.failures[0].exit_code, Some(3));
    let json = serde_json::to_string(&report).unwrap();
    assert!(
        !json.contains("\\u001b") && !json.contains("\\u0007"),
        "{json}"
    );
}

#[test]
fn the_printed_command_line_loses_its_environment() {
    let report = report("verbose_failures");
    let message = &report.failures[0].message;
    assert!(message.contains("PATH=[redacted]"), "{message}");
    assert_eq!(report.failures[0].log.as_deref(), Some("the tool says no"));
}

#[test]
fn secrets_of_the_command_line_are_not_even_in_the_model() {
    let events = events("secrets");
    let recorded = String::from_utf8_lossy(&support::bytes("secrets")).into_owned();
    assert!(recorded.contains("hunter2-env") && recorded.contains("hunter2-header"));
    let model = model(&events);
    assert!(!format!("{model:?}").contains("hunter2"), "{model:?}");
    let report = model.report(&support::options());
    assert!(
        !serde_json::to_string(&report).unwrap().contains("hunter2"),
        "{report:?}"
    );
}

#[test]
fn json_is_camel_case_and_comes_back_as_it_was() {
    for recording in support::RECORDINGS {
        let report = report(recording);
        let json = serde_json::to_string(&report).unwrap();
        assert_eq!(
            serde_json::from_str::<Report>(&json).unwrap(),
            report,
            "{recording}"
        );
    }
    let json = serde_json::to_value(report("tests")).unwrap();
    assert_eq!(json["invocation"]["exitName"], "BUILD_FAILURE");
    assert_eq!(json["tests"][0]["status"], serde_json::json!("failed"));
    assert!(json["cache"]["hitRate"].is_number() && json["tests"][0]["durationMs"].is_number());
}

#[test]
fn enums_of_the_report_are_what_they_seem() {
    let report = report("keep_going");
    assert_eq!(report.steps[2].status, StepStatus::Failed);
    assert_eq!(report.steps[3].status, StepStatus::Skipped);
    assert!(
        report
            .problems
            .iter()
            .all(|problem| problem.severity == Severity::Error)
    );
    assert!(
        self::report("tests")
            .tests
            .iter()
            .any(|test| test.status == TestStatus::Flaky)
    );
}
