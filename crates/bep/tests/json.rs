//! The mapping of fields, held against Bazel's own JSON of the same builds.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use bep::Model;
use bep::wire::{BuildEvent, Payload};
use support::json::{Schema, sorted};
use support::print_json::Printer;
use support::{bytes, events, options, path};

/// Recordings of which Bazel wrote both forms.
const WITH_JSON: &[&str] = &[
    "with_json_build",
    "with_json_errors",
    "with_json_interrupted",
    "with_json_test",
];

fn json_events(recording: &str) -> Vec<BuildEvent> {
    let schema = Schema::of_bazel();
    let text = std::fs::read_to_string(path(&format!("{recording}.json"))).unwrap();
    text.lines().map(|line| schema.event(line)).collect()
}

#[test]
fn bazels_json_has_the_same_events() {
    for recording in WITH_JSON {
        let (binary, json) = (sorted(events(recording)), sorted(json_events(recording)));
        assert_eq!(binary.len(), json.len(), "{recording}");
        for (number, (binary, json)) in binary.iter().zip(&json).enumerate() {
            assert_eq!(binary, json, "{recording}, event {number}");
        }
    }
}

/// What people and programs see of both forms is the same, byte for byte.
#[test]
fn both_forms_make_the_same_report() {
    for recording in WITH_JSON {
        let read = |form: &str| {
            let reading = bep::read_file(&path(&format!("{recording}.{form}"))).unwrap();
            let report = reading.model.report(&options());
            let found = (reading.model.outputs(), reading.model.tool_logs());
            let end = format!("{:?}", reading.end);
            (serde_json::to_string_pretty(&report).unwrap(), found, end)
        };
        assert_eq!(read("bep"), read("json"), "{recording}");
    }
}

/// Of the other recordings Bazel wrote no JSON: here its fields are put into the same words.
#[test]
fn every_recording_makes_the_same_report_as_json() {
    let printer = Printer::of_bazel();
    for recording in support::RECORDINGS {
        let binary = bytes(recording);
        let json = printer.stream(&binary);
        let [of_binary, of_json] = [&*binary, json.as_bytes()].map(|stream| {
            let mut model = bep::read_stream(stream).unwrap().model;
            let profile = path(&format!("{recording}.profile.gz"));
            if profile.exists() {
                assert!(model.apply_profile(bep::Profile::read(&profile).unwrap()));
            }
            (model.report(&options()), model.outputs())
        });
        assert_eq!(of_binary, of_json, "{recording}");
    }
}

type IsIt = fn(&Payload) -> bool;

/// What is compared is worth something only where each kind of event occurs.
#[test]
fn all_kinds_of_events_are_among_them() {
    let all = || WITH_JSON.iter().flat_map(|recording| events(recording));
    let kinds: [(&str, IsIt); 15] = [
        ("progress", |it| matches!(it, Payload::Progress(_))),
        ("aborted", |it| matches!(it, Payload::Aborted(_))),
        ("started", |it| matches!(it, Payload::Started(_))),
        ("configured", |it| matches!(it, Payload::Configured(_))),
        ("action", |it| matches!(it, Payload::Action(_))),
        ("completed", |it| matches!(it, Payload::Completed(_))),
        ("test summary", |it| matches!(it, Payload::TestSummary(_))),
        ("test result", |it| matches!(it, Payload::TestResult(_))),
        ("command line", |it| matches!(it, Payload::CommandLine(_))),
        ("options", |it| matches!(it, Payload::OptionsParsed(_))),
        ("finished", |it| matches!(it, Payload::Finished(_))),
        ("named set", |it| matches!(it, Payload::NamedSet(_))),
        ("tool logs", |it| matches!(it, Payload::ToolLogs(_))),
        ("metrics", |it| matches!(it, Payload::Metrics(_))),
        ("workspace", |it| matches!(it, Payload::WorkspaceInfo(_))),
    ];
    for (name, is_it) in kinds {
        let found = all().any(|event| event.payload.as_ref().is_some_and(is_it));
        assert!(found, "no {name} in {WITH_JSON:?}");
    }
}

/// The bytes of an event and the decoded event say the same to the model.
#[test]
fn bytes_and_events_make_the_same_model() {
    for recording in support::RECORDINGS {
        let of_events = support::model(&events(recording));
        let bytes = bytes(recording);
        let mut records = bep::Follower::new(&*bytes);
        let mut of_bytes = Model::new();
        while let Some(record) = records.poll_record().unwrap() {
            of_bytes.apply_bytes(record).unwrap();
        }
        let report = of_bytes.report(&options());
        assert_eq!(report, of_events.report(&options()), "{recording}");
        assert_eq!(of_bytes.outputs(), of_events.outputs(), "{recording}");
        let mut without_files = Model::without_files();
        for event in events(recording) {
            without_files.apply(&event);
        }
        assert_eq!(report, without_files.report(&options()), "{recording}");
        assert!(without_files.outputs().is_empty());
    }
}
