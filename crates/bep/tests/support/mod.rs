//! What the tests on recordings share.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "each test file uses its own part")]

mod facts;
pub mod fields;
pub mod json;
pub mod print_json;

use std::path::{Path, PathBuf};

use bep::wire::BuildEvent;
use bep::{EventReader, Model, Profile, Report, ReportOptions, StepDefinition};

#[allow(unused_imports, reason = "each test file uses its own part")]
pub use facts::facts;

/// Every recording.
pub const RECORDINGS: &[&str] = &[
    "action_cache",
    "action_failure",
    "action_killed",
    "analysis_error",
    "analysis_error_keep_going",
    "bad_flag",
    "bad_module",
    "bes_refused",
    "bes_rejected",
    "bes_unauthenticated",
    "bulk",
    "cache_evicted",
    "cache_evicted_retried",
    "client_killed",
    "client_killed_open",
    "colourful",
    "default_events",
    "disk_cache",
    "executor_gone",
    "flaky_stopped",
    "full_disk",
    "interrupted",
    "keep_going",
    "loading_error",
    "loading_error_below",
    "loading_error_keep_going",
    "loading_errors_below",
    "located",
    "mode",
    "much_output",
    "no_tests",
    "not_ascii",
    "not_built",
    "null_rebuild",
    "only_tests_skipped",
    "plain_test",
    "remote_cache",
    "run",
    "secrets",
    "server_crash",
    "server_killed",
    "success",
    "terminated",
    "test_data_broken",
    "test_runs",
    "tests",
    "tests_cached",
    "tests_skipped",
    "tests_stopped",
    "verbose_failures",
    "with_json_build",
    "with_json_errors",
    "with_json_interrupted",
    "with_json_test",
];

/// A file in `testdata/`: below the crate for cargo, in the runfiles for Bazel.
pub fn path(name: &str) -> PathBuf {
    let package = Path::new("crates/bep/testdata");
    let runfiles = std::env::var_os("TEST_SRCDIR").map(PathBuf::from);
    let workspace = std::env::var_os("TEST_WORKSPACE").map(PathBuf::from);
    let root = match runfiles.zip(workspace) {
        Some((runfiles, workspace)) => runfiles.join(workspace).join(package),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata"),
    };
    root.join(name)
}

/// The bytes of a recording.
pub fn bytes(recording: &str) -> Vec<u8> {
    std::fs::read(path(&format!("{recording}.bep"))).unwrap()
}

/// The whole events of a recording.
pub fn events(recording: &str) -> Vec<BuildEvent> {
    EventReader::new(&*bytes(recording))
        .map_while(Result::ok)
        .collect()
}

/// The model after some events.
pub fn model<'a>(events: impl IntoIterator<Item = &'a BuildEvent>) -> Model {
    let mut model = Model::new();
    events.into_iter().for_each(|event| model.apply(event));
    model
}

/// What is reported after some events.
pub fn report_of(events: &[BuildEvent]) -> Report {
    model(events).report(&options())
}

/// A recording as JSON.
pub fn text(recording: &str) -> String {
    std::fs::read_to_string(path(&format!("{recording}.json"))).unwrap()
}

/// The report of a whole stream.
pub fn report_of_stream(stream: &[u8]) -> Report {
    let reading = bep::read_stream(stream).unwrap();
    let end = &reading.end;
    assert!(matches!(end, bep::StreamEnd::Complete), "{end:?}");
    reading.model.report(&options())
}

/// The recorded workspace's steps.
pub fn steps() -> Vec<StepDefinition> {
    let names = ["first", "second", "third", "fourth"];
    let read = |name| StepDefinition::read(&path(&format!("steps/{name}.step.json"))).unwrap();
    names.into_iter().map(read).collect()
}

/// What the recorded workspace's build is reported with.
pub fn options() -> ReportOptions {
    ReportOptions {
        steps: steps(),
        ..ReportOptions::default()
    }
}

/// The report of a recording, with its profile where one was kept.
pub fn report(recording: &str) -> Report {
    let mut model = model(&events(recording));
    let profile = path(&format!("{recording}.profile.gz"));
    if profile.exists() {
        assert!(model.apply_profile(Profile::read(&profile).unwrap()));
    }
    model.report(&ReportOptions {
        exit_code: exit_code(recording),
        ..options()
    })
}

/// The exit code of the process of a recording, where it was written down.
pub fn exit_code(recording: &str) -> Option<i32> {
    let table = std::fs::read_to_string(path("exits.tsv")).unwrap();
    let row = table.lines().find_map(|row| {
        row.strip_prefix(recording)?
            .strip_prefix('\t')
            .map(str::to_owned)
    });
    row.map(|row| row.split('\t').next().unwrap().parse().unwrap())
}
