//! Streams that lack a field or a kind of event: what is then not known stays open, and nothing becomes
//! another verdict.

use std::collections::BTreeSet;

use bep::wire::BuildEvent;
use bep::{
    EventReader, Model, Outcome, Report, ReportOptions, StepStatus, TargetStatus, TestStatus,
};
use prost::Message;

use crate::support::fields::{FieldOf, Protocol};
use crate::support::{RECORDINGS, bytes, exit_code, options};

fn events(stream: &[u8]) -> Vec<BuildEvent> {
    EventReader::new(stream).map_while(Result::ok).collect()
}

fn report(events: &[BuildEvent], exit_code: Option<i32>) -> Report {
    let mut model = Model::new();
    events.iter().for_each(|event| model.apply(event));
    model.report(&ReportOptions {
        exit_code,
        ..options()
    })
}

/// What is wrong in a report that was made with less than the whole one.
fn faults(whole: &Report, less: &Report) -> Vec<String> {
    let mut faults = Vec::new();
    let (is, was) = (less.invocation.outcome, whole.invocation.outcome);
    if is != was && is != Outcome::Incomplete {
        faults.push(format!("the outcome is {is:?}, not {was:?}"));
    }
    faults.extend(wrong_tests(whole, less));
    faults.extend(wrong_targets(whole, less));
    faults.extend(wrong_steps(whole, less));
    faults.extend(wrong_failures(whole, less));
    faults
}

fn wrong_tests(whole: &Report, less: &Report) -> Vec<String> {
    let wrong = less.tests.iter().filter(|test| {
        let known = whole.tests.iter().find(|known| known.label == test.label);
        let is_open = matches!(test.status, TestStatus::Incomplete | TestStatus::NoStatus);
        !is_open && known.map(|known| known.status) != Some(test.status)
    });
    wrong
        .map(|test| format!("test {} is {:?}", test.label, test.status))
        .collect()
}

fn wrong_targets(whole: &Report, less: &Report) -> Vec<String> {
    let wrong = less.targets.iter().filter(|target| {
        let known = whole
            .targets
            .iter()
            .find(|known| known.label == target.label);
        let is_open = target.status == TargetStatus::Incomplete;
        !is_open && known.map(|known| known.status) != Some(target.status)
    });
    wrong
        .map(|target| format!("target {} is {:?}", target.label, target.status))
        .collect()
}

fn wrong_steps(whole: &Report, less: &Report) -> Vec<String> {
    let pairs = whole.steps.iter().zip(&less.steps);
    let wrong = pairs.filter(|(known, step)| {
        // A step that nothing was said of was not asked for.
        let is_open = matches!(step.status, StepStatus::Incomplete | StepStatus::Skipped);
        !is_open && known.status != step.status
    });
    wrong
        .map(|(_, step)| format!("step {} is {:?}", step.name, step.status))
        .collect()
}

fn wrong_failures(whole: &Report, less: &Report) -> Vec<String> {
    let mut faults = Vec::new();
    let failed = whole
        .targets
        .iter()
        .filter(|target| target.status == TargetStatus::Failed);
    let labels: BTreeSet<&str> = failed
        .map(|target| target.label.as_str())
        .chain(whole.failures.iter().map(|failure| failure.label.as_str()))
        .collect();
    for failure in &less.failures {
        let is_known = failure.label.is_empty() || labels.contains(failure.label.as_str());
        let is_output = failure.label.starts_with("bazel-out/");
        if !(is_known || is_output) {
            faults.push(format!("{} failed: {}", failure.label, failure.message));
        }
    }
    let has_failed = less.invocation.outcome == Outcome::Failed;
    // Where only the process's exit code is left, there is nothing to say.
    let is_told = !less.problems.is_empty() || less.invocation.exit_name.is_some();
    if has_failed && is_told && less.failures.is_empty() && !whole.failures.is_empty() {
        faults.push("nothing failed".to_owned());
    }
    if less.invocation.outcome == Outcome::Passed && !less.failures.is_empty() {
        faults.push(format!(
            "failures in a build that passed: {:?}",
            less.failures
        ));
    }
    let named = |report: &Report| {
        report
            .failures
            .iter()
            .any(|failure| !failure.label.is_empty())
    };
    if has_failed && !less.problems.is_empty() && named(whole) && !named(less) {
        faults.push("no failure has a label".to_owned());
    }
    faults
}

/// A recording with its reports: of the stream alone, and with the exit code of the process.
struct Recorded {
    name: &'static str,
    bytes: Vec<u8>,
    events: Vec<BuildEvent>,
    reports: Vec<(Option<i32>, Report)>,
}

fn recordings() -> Vec<Recorded> {
    let recordings = RECORDINGS.iter().map(|name| {
        let bytes = bytes(name);
        let events = events(&bytes);
        let codes = BTreeSet::from([None, exit_code(name)]);
        let reports = codes.into_iter().map(|code| (code, report(&events, code)));
        Recorded {
            name,
            reports: reports.collect(),
            bytes,
            events,
        }
    });
    recordings.collect()
}

impl Recorded {
    /// The faults of the reports without something; `None` where that makes no difference.
    fn faults_without(&self, what: &str, less: &[u8]) -> Option<Vec<String>> {
        let less = (less != self.bytes).then(|| events(less))?;
        (less != self.events).then(|| {
            let faults = self.reports.iter().flat_map(|(code, whole)| {
                let found = faults(whole, &report(&less, *code)).into_iter();
                found.map(move |fault| (*code, fault))
            });
            let name = self.name;
            faults
                .map(|(code, fault)| format!("{name} without {what} ({code:?}): {fault}"))
                .collect()
        })
    }
}

fn all_fields(protocol: &Protocol, recordings: &[Recorded]) -> BTreeSet<FieldOf> {
    let fields = recordings.iter().map(|it| protocol.fields_in(&it.bytes));
    fields.flatten().collect()
}

/// Checks all recordings without each of these fields; `drop` takes one out of a stream.
fn check(
    protocol: &Protocol,
    recordings: &[Recorded],
    fields: impl Iterator<Item = FieldOf>,
    drop: impl Fn(&[u8], &FieldOf) -> Vec<u8>,
) -> usize {
    let (mut faults, mut differences) = (Vec::new(), 0);
    for field in fields {
        let name = protocol.name(&field);
        let found: Vec<_> = recordings
            .iter()
            .filter_map(|it| it.faults_without(&name, &drop(&it.bytes, &field)))
            .collect();
        differences += usize::from(!found.is_empty());
        faults.extend(found.into_iter().flatten());
    }
    let all = faults.join("\n");
    assert!(faults.is_empty(), "{} faults:\n{all}", faults.len());
    differences
}

#[test]
fn without_a_field_no_verdict_becomes_another() {
    let (protocol, recordings) = (Protocol::of_bazel(), recordings());
    let fields = all_fields(&protocol, &recordings).into_iter();
    let differences = check(&protocol, &recordings, fields, |stream, field| {
        protocol.without(stream, field)
    });
    assert!(differences > 60, "only {differences} fields are read");
}

#[test]
fn without_a_kind_of_event_no_verdict_becomes_another() {
    let (protocol, recordings) = (Protocol::of_bazel(), recordings());
    let kinds = all_fields(&protocol, &recordings).into_iter();
    let kinds = kinds.filter(|(message, number)| {
        message == "build_event_stream.BuildEvent" && ![1, 2, 20].contains(number)
    });
    let differences = check(&protocol, &recordings, kinds, |stream, kind| {
        let events = EventReader::new(stream).map_while(Result::ok);
        let records = events.map(|event| event.encode_length_delimited_to_vec());
        // An event of the kind is another one without the kind's payload.
        let others = records.filter(|record| protocol.without(record, kind) == *record);
        others.flatten().collect()
    });
    assert!(differences > 10, "only {differences} kinds are read");
}
