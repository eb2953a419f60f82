//! What the tests on recordings share.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "each test file uses its own part")]

use std::path::{Path, PathBuf};

use bep::wire::BuildEvent;
use bep::{EventReader, Model, Profile, Report, ReportOptions, StepDefinition};

/// Every recording.
pub const RECORDINGS: &[&str] = &[
    "action_cache",
    "action_failure",
    "analysis_error",
    "bad_flag",
    "colourful",
    "default_events",
    "disk_cache",
    "interrupted",
    "keep_going",
    "loading_error",
    "mode",
    "not_ascii",
    "null_rebuild",
    "plain_test",
    "run",
    "secrets",
    "success",
    "tests",
    "tests_cached",
    "verbose_failures",
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

/// The events of a recording.
pub fn events(recording: &str) -> Vec<BuildEvent> {
    EventReader::new(&*bytes(recording))
        .map(Result::unwrap)
        .collect()
}

/// The model after some events.
pub fn model<'a>(events: impl IntoIterator<Item = &'a BuildEvent>) -> Model {
    let mut model = Model::new();
    events.into_iter().for_each(|event| model.apply(event));
    model
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
    model.report(&options())
}
