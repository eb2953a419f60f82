//! What the tests on recordings share.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "each test file uses its own part")]

pub mod json;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use bep::wire::BuildEvent;
use bep::{Cache, EventReader, Model, Profile, Report, ReportOptions, Runner, StepDefinition};

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
    "full_disk",
    "interrupted",
    "keep_going",
    "loading_error",
    "loading_error_keep_going",
    "located",
    "mode",
    "much_output",
    "no_tests",
    "not_ascii",
    "null_rebuild",
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

/// The report without times, one thing per line.
pub fn facts(report: &Report) -> String {
    let mut text = String::new();
    let it = &report.invocation;
    let exit = it.exit_code.map_or("-".to_owned(), |code| code.to_string());
    let name = it.exit_name.as_deref().unwrap_or("-");
    let patterns = it.patterns.join(" ");
    writeln!(
        text,
        "{} {patterns}: {:?} {exit} {name}",
        it.command, it.outcome
    )
    .unwrap();
    for step in &report.steps {
        let (name, status) = (&step.name, step.status);
        writeln!(
            text,
            "step {name}: {status:?} {} actions, cached {:?}, {}",
            step.actions,
            step.cached,
            runners(&step.runners)
        )
        .unwrap();
    }
    for target in &report.targets {
        let step = target.step.as_deref().unwrap_or("-");
        let (label, kind, status) = (&target.label, &target.kind, target.status);
        writeln!(text, "target {label} ({kind}): {status:?} in {step}").unwrap();
    }
    for test in &report.tests {
        let (label, status, attempts) = (&test.label, test.status, test.attempts);
        writeln!(
            text,
            "test {label}: {status:?} x{attempts}, cached {}",
            test.cached
        )
        .unwrap();
        for run in test.runs.iter().filter(|_| test.runs.len() > 1) {
            let (number, shard, attempt) = (run.run, run.shard, run.attempt);
            let (status, log) = (run.status, run.log.as_deref().unwrap_or("-"));
            writeln!(
                text,
                "  run {number} shard {shard} attempt {attempt}: {status:?} {log}"
            )
            .unwrap();
        }
    }
    for action in report.critical_path.iter().flat_map(|path| &path.actions) {
        writeln!(text, "critical: {} {}", action.mnemonic, action.label).unwrap();
    }
    let Cache {
        executed,
        action_cache,
        disk,
        remote,
        internal,
        uncacheable,
        total,
        hit_rate,
        ..
    } = &report.cache;
    writeln!(
        text,
        "cache: {executed} run, {uncacheable:?} of them each time, {action_cache} up to date, \
         {disk} disk, {remote} remote, {internal} internal, {total} total, rate {hit_rate:?}"
    )
    .unwrap();
    for failure in &report.failures {
        let mnemonic = failure.mnemonic.as_deref().unwrap_or("-");
        let step = failure.step.as_deref().unwrap_or("-");
        let (label, exit) = (&failure.label, failure.exit_code);
        writeln!(text, "failure {label} {mnemonic} in {step}, exit {exit:?}:").unwrap();
        writeln!(
            text,
            "  {}",
            failure.message.lines().next().unwrap_or_default()
        )
        .unwrap();
        let log = failure.log.as_deref().map(|log| match log.len() {
            0..300 => log.to_owned(),
            size => format!("{size} bytes"),
        });
        writeln!(text, "  log {log:?}").unwrap();
        if let Some(place) = &failure.location {
            writeln!(
                text,
                "  at {}:{}:{:?}",
                place.file, place.line, place.column
            )
            .unwrap();
        }
    }
    for problem in &report.problems {
        writeln!(text, "{:?}: {}", problem.severity, problem.message).unwrap();
    }
    text
}

fn runners(runners: &[Runner]) -> String {
    let runners = runners.iter();
    let named: Vec<_> = runners
        .map(|runner| format!("{} {}", runner.count, runner.name))
        .collect();
    format!("[{}]", named.join(", "))
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
