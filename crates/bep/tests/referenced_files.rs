//! Steps and times found through the events, in files that the build left.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::Path;

use bep::wire::{BuildEvent, File, FileContent, Payload};
use bep::{ReferencedFiles, ReportOptions, StepStatus};
use support::{events, model, path};

/// The events as if the build had left its files in `directory`.
fn left_in(directory: &Path, recording: &str) -> Vec<BuildEvent> {
    let mut events = events(recording);
    let place = |file: &mut File| {
        let name = file.name.rsplit('/').next().unwrap();
        // A blank in the path, as people have them.
        let uri = format!("file://{}/{name}", directory.display()).replace(' ', "%20");
        file.file = Some(FileContent::Uri(uri));
    };
    for event in &mut events {
        match &mut event.payload {
            Some(Payload::NamedSet(set)) => set.files.iter_mut().for_each(place),
            Some(Payload::ToolLogs(logs)) => logs.log.iter_mut().for_each(place),
            _ => {}
        }
    }
    events
}

fn copy(name: &str, to: &Path) {
    std::fs::copy(path(name), to.join(name.rsplit('/').next().unwrap())).unwrap();
}

#[test]
fn steps_and_times_are_found_through_the_events() {
    let directory = tempfile::Builder::new()
        .prefix("left here ")
        .tempdir()
        .unwrap();
    copy("steps/first.step.json", directory.path());
    copy("steps/second.step.json", directory.path());
    copy("success.profile.gz", directory.path());
    let mut model = model(&left_in(directory.path(), "success"));
    let found = ReferencedFiles::read(&model);
    assert!(found.errors.is_empty(), "{:?}", found.errors);
    assert!(model.apply_profile(found.profile.unwrap()));
    let options = ReportOptions {
        steps: found.steps,
        ..ReportOptions::default()
    };
    let report = model.report(&options);
    let steps: Vec<_> = report
        .steps
        .iter()
        .map(|step| (&*step.name, step.status))
        .collect();
    assert_eq!(
        steps,
        [
            ("first", StepStatus::Passed),
            ("second", StepStatus::Passed)
        ]
    );
    assert!(
        report
            .steps
            .iter()
            .all(|step| step.duration_ms.is_some_and(|time| time > 0.0))
    );
}

#[test]
fn files_that_are_gone_are_nothing_to_report() {
    let directory = tempfile::tempdir().unwrap();
    let found = ReferencedFiles::read(&model(&left_in(directory.path(), "success")));
    assert!(found.steps.is_empty() && found.profile.is_none() && found.errors.is_empty());
}

#[test]
fn files_that_are_broken_are_named() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("first.step.json"), "{\"name\":").unwrap();
    std::fs::write(
        directory.path().join("second.step.json"),
        "{\"version\":2,\"name\":\"x\"}",
    )
    .unwrap();
    let whole = std::fs::read(path("success.profile.gz")).unwrap();
    std::fs::write(
        directory.path().join("success.profile.gz"),
        [&whole[..20], &[7; 50]].concat(),
    )
    .unwrap();
    let found = ReferencedFiles::read(&model(&left_in(directory.path(), "success")));
    let errors: Vec<_> = found.errors.iter().map(ToString::to_string).collect();
    let errors = errors
        .join("\n")
        .replace(&*directory.path().to_string_lossy(), "<left>");
    insta::assert_snapshot!(errors, @"
    <left>/first.step.json is not a step definition
    <left>/second.step.json is a step definition of version 2; this program reads version 1
    cannot read the profile <left>/success.profile.gz
    ");
}

#[test]
fn a_profile_that_was_cut_off_keeps_its_beginning() {
    let directory = tempfile::tempdir().unwrap();
    let whole = std::fs::read(path("success.profile.gz")).unwrap();
    let cut = directory.path().join("cut.gz");
    std::fs::write(&cut, &whole[..whole.len() - 200]).unwrap();
    let all = bep::Profile::read(&path("success.profile.gz")).unwrap();
    let profile = bep::Profile::read(&cut).unwrap();
    assert_eq!(profile.invocation, all.invocation);
    assert!(profile.spans.len() <= all.spans.len());
}

#[test]
fn no_file_is_read_for_logs_unless_asked() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(
        directory.path().join("test.log"),
        "\u{1b}[31mexpected 1, got 2\u{1b}[0m\n",
    )
    .unwrap();
    let mut events = events("plain_test");
    for event in &mut events {
        if let Some(Payload::TestResult(result)) = &mut event.payload {
            for file in &mut result.test_action_output {
                let uri = format!("file://{}/{}", directory.path().display(), file.name);
                file.file = Some(FileContent::Uri(uri));
            }
        }
    }
    let model = model(&events);
    let log = |read_logs| {
        let options = ReportOptions {
            read_logs,
            ..ReportOptions::default()
        };
        model.report(&options).failures[0].log.clone()
    };
    assert_eq!(log(false), None);
    assert_eq!(
        log(true).as_deref().map(str::trim_end),
        Some("expected 1, got 2")
    );
}

#[test]
fn a_source_file_with_the_name_of_a_definition_is_no_step() {
    let directory = tempfile::tempdir().unwrap();
    copy("steps/first.step.json", directory.path());
    let mut events = left_in(directory.path(), "success");
    for event in &mut events {
        if let Some(Payload::NamedSet(set)) = &mut event.payload {
            for file in &mut set.files {
                file.path_prefix.clear();
            }
        }
    }
    let found = ReferencedFiles::read(&model(&events));
    assert!(found.steps.is_empty(), "{:?}", found.steps);
}
