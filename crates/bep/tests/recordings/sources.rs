//! What comes from the profile, the caller, the events: each has its say.

use bep::{Outcome, ReportOptions};

use crate::support::{self, events, model, report};

#[test]
fn the_mode_is_the_build_settings() {
    assert_eq!(
        report("mode").invocation.mode.as_deref(),
        Some("production")
    );
    assert_eq!(report("success").invocation.mode, None);
}

#[test]
fn times_are_those_of_the_profile() {
    let report = report("success");
    let slowest: Vec<_> = report.actions.slowest.iter().take(2).collect();
    let labels: Vec<_> = slowest.iter().map(|action| action.label.as_str()).collect();
    assert_eq!(labels, ["//:letters", "//:numbers"]);
    // They sleep for 0.3 and 0.2 seconds.
    assert!(
        slowest[0].duration_ms >= 300.0 && slowest[1].duration_ms >= 200.0,
        "{slowest:?}"
    );
    assert_eq!(slowest[0].runner.as_deref(), Some("linux-sandbox"));
    // Both at once: the step takes less than the sum.
    let first = report.steps[0].duration_ms.unwrap();
    let actions = report.actions.slowest.iter();
    let own = actions.filter(|action| action.step.as_deref() == Some("first"));
    let sum: f64 = own.map(|action| action.duration_ms).sum();
    assert!(
        first >= slowest[0].duration_ms && first < sum,
        "{first} of {sum}"
    );
    assert!(report.invocation.duration_ms > first);
    assert_eq!(report.actions.total, 9);
}

#[test]
fn without_a_profile_no_times_are_made_up() {
    let report = model(&events("success")).report(&support::options());
    assert_eq!(report.actions.total, 9);
    assert!(report.actions.slowest.is_empty());
    let durations: Vec<_> = report.steps.iter().map(|step| step.duration_ms).collect();
    // The last two were not asked for, which takes no time.
    assert_eq!(durations, [None, None, Some(0.0), Some(0.0)]);
}

#[test]
fn a_profile_of_another_build_is_refused() {
    let mut model = model(&events("success"));
    let other = bep::Profile::read(&support::path("tests.profile.gz")).unwrap();
    assert!(!model.apply_profile(other));
    assert!(model.report(&support::options()).actions.slowest.is_empty());
}

#[test]
fn hits_of_the_disk_cache_are_told_from_runs() {
    let report = report("disk_cache");
    let runners: Vec<_> = report
        .actions
        .slowest
        .iter()
        .filter(|action| action.mnemonic == "Genrule")
        .map(|action| action.runner.as_deref())
        .collect();
    assert_eq!(runners, [Some("disk cache hit"); 3]);
}

#[test]
fn the_callers_exit_code_overrules_the_stream() {
    let outcome = |recording: &str, exit_code: Option<i32>| {
        let options = ReportOptions {
            exit_code,
            ..ReportOptions::default()
        };
        model(&events(recording))
            .report(&options)
            .invocation
            .outcome
    };
    assert_eq!(outcome("bad_flag", None), Outcome::Incomplete);
    assert_eq!(outcome("bad_flag", Some(2)), Outcome::Failed);
    assert_eq!(outcome("success", Some(38)), Outcome::Failed);
    assert_eq!(outcome("run", Some(3)), Outcome::Failed);
    assert_eq!(outcome("run", Some(8)), Outcome::Failed);
    assert_eq!(outcome("interrupted", Some(8)), Outcome::Interrupted);
    assert_eq!(outcome("success", None), Outcome::Passed);
}

#[test]
fn without_the_verdict_nothing_is_a_success() {
    for recording in support::RECORDINGS {
        let events = events(recording);
        let cut = events
            .iter()
            .filter(|event| !matches!(event.payload, Some(bep::wire::Payload::Finished(_))));
        let report = model(cut).report(&support::options());
        assert_eq!(
            report.invocation.outcome,
            Outcome::Incomplete,
            "{recording}"
        );
        assert_eq!(report.invocation.exit_code, None, "{recording}");
    }
}

#[test]
fn outputs_are_the_files_of_all_sets() {
    let model = model(&events("success"));
    let names: Vec<_> = model
        .outputs()
        .into_iter()
        .map(|file| file.exec_path)
        .collect();
    let bin = "bazel-out/k8-fastbuild/bin";
    for name in [
        "both.txt",
        "count.txt",
        "letters.txt",
        "first.step.json",
        "second.step.json",
    ] {
        assert!(
            names.contains(&format!("{bin}/{name}")),
            "{name} in {names:?}"
        );
    }
    let of_step: Vec<_> = model.outputs_of("//:second", "default");
    let names: Vec<_> = of_step.iter().map(|file| file.exec_path.as_str()).collect();
    assert_eq!(
        names,
        [
            "bazel-out/k8-fastbuild/bin/both.txt",
            "bazel-out/k8-fastbuild/bin/count.txt",
            "bazel-out/k8-fastbuild/bin/second.step.json"
        ]
    );
    assert!(of_step[0].path.as_ref().unwrap().ends_with("bin/both.txt"));
    assert!(model.outputs_of("//:second", "no such group").is_empty());
}
