//! What is reported of builds that real Bazel recorded (`testdata/record.sh`).

mod support;

use bep::{Outcome, Report, ReportOptions, Severity, StepStatus, TestStatus};
use support::{events, facts, model, report};

#[test]
fn success() {
    insta::assert_snapshot!(facts(&report("success")), @"
    build //...: Passed 0 SUCCESS
    step first: Passed 3 actions, cached Some(false), [2 linux-sandbox, 1 internal]
    step second: Passed 2 actions, cached Some(false), [1 internal, 1 linux-sandbox]
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:both (genrule rule): Built in second
    target //:elsewhere (genrule rule): Skipped in -
    target //:first (build_step rule): Built in first
    target //:letters (genrule rule): Built in first
    target //:mode (mode rule): Built in -
    target //:numbers (genrule rule): Built in first
    target //:passes_test (script_test rule): Built in -
    target //:second (build_step rule): Built in second
    critical: Genrule //:letters
    critical: Genrule //:both
    cache: 3 run, Some(0) of them each time, 0 up to date, 0 disk, 0 remote, 7 internal, 10 total, rate Some(0.0)
    ");
}

#[test]
fn null_rebuild() {
    insta::assert_snapshot!(facts(&report("null_rebuild")), @"
    build //...: Passed 0 SUCCESS
    step first: Passed 0 actions, cached Some(true), []
    step second: Passed 0 actions, cached Some(true), []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:both (genrule rule): Built in second
    target //:elsewhere (genrule rule): Skipped in -
    target //:first (build_step rule): Built in first
    target //:letters (genrule rule): Built in first
    target //:mode (mode rule): Built in -
    target //:numbers (genrule rule): Built in first
    target //:passes_test (script_test rule): Built in -
    target //:second (build_step rule): Built in second
    cache: 0 run, Some(0) of them each time, 0 up to date, 0 disk, 0 remote, 1 internal, 1 total, rate None
    ");
}

#[test]
fn action_cache() {
    insta::assert_snapshot!(facts(&report("action_cache")), @"
    build //...: Passed 0 SUCCESS
    step first: Passed 0 actions, cached Some(true), []
    step second: Passed 0 actions, cached Some(true), []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:both (genrule rule): Built in second
    target //:elsewhere (genrule rule): Skipped in -
    target //:first (build_step rule): Built in first
    target //:letters (genrule rule): Built in first
    target //:mode (mode rule): Built in -
    target //:numbers (genrule rule): Built in first
    target //:passes_test (script_test rule): Built in -
    target //:second (build_step rule): Built in second
    cache: 0 run, Some(0) of them each time, 10 up to date, 0 disk, 0 remote, 1 internal, 11 total, rate Some(1.0)
    ");
}

#[test]
fn disk_cache() {
    insta::assert_snapshot!(facts(&report("disk_cache")), @"
    build //...: Passed 0 SUCCESS
    step first: Passed 3 actions, cached Some(true), [2 disk cache hit, 1 internal]
    step second: Passed 2 actions, cached Some(true), [1 disk cache hit, 1 internal]
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:both (genrule rule): Built in second
    target //:elsewhere (genrule rule): Skipped in -
    target //:first (build_step rule): Built in first
    target //:letters (genrule rule): Built in first
    target //:mode (mode rule): Built in -
    target //:numbers (genrule rule): Built in first
    target //:passes_test (script_test rule): Built in -
    target //:second (build_step rule): Built in second
    critical: Genrule //:letters
    critical: Genrule //:both
    cache: 0 run, Some(0) of them each time, 0 up to date, 3 disk, 0 remote, 7 internal, 10 total, rate Some(1.0)
    ");
}

#[test]
fn action_failure() {
    insta::assert_snapshot!(facts(&report("action_failure")), @r#"
    build //:fails: Failed 1 BUILD_FAILURE
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Failed 1 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:fails (genrule rule): Failed in third
    cache: 0 run, Some(0) of them each time, 0 up to date, 0 disk, 0 remote, 2 internal, 2 total, rate None
    failure //:fails Genrule in third, exit Some(7):
      bash failed: error executing Genrule command (from target //:fails) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; echo '\''the tool says no'\'' >&2; exit 7'
      log Some("the tool says no")
      at BUILD.bazel:48:Some(8)
    Error: /tmp/neutral/ws/BUILD.bazel:48:8: Executing genrule //:fails failed: (Exit 7): bash failed: error executing Genrule command (from target //:fails) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; echo '\''the tool says no'\'' >&2; exit 7'
    "#);
}

#[test]
fn keep_going() {
    insta::assert_snapshot!(facts(&report("keep_going")), @r#"
    build //... //:third //:fourth //:colourful: Failed 1 BUILD_FAILURE
    step first: Passed 3 actions, cached Some(false), [2 linux-sandbox, 1 internal]
    step second: Passed 2 actions, cached Some(false), [1 internal, 1 linux-sandbox]
    step third: Failed 2 actions, cached None, [1 internal, 1 linux-sandbox]
    step fourth: Skipped 1 actions, cached None, [1 internal]
    target //:both (genrule rule): Built in second
    target //:colourful (genrule rule): Failed in -
    target //:elsewhere (genrule rule): Skipped in -
    target //:first (build_step rule): Built in first
    target //:fourth (build_step rule): Failed in fourth
    target //:letters (genrule rule): Built in first
    target //:mode (mode rule): Built in -
    target //:numbers (genrule rule): Built in first
    target //:passes_test (script_test rule): Built in -
    target //:second (build_step rule): Built in second
    target //:third (build_step rule): Failed in third
    critical: Genrule //:letters
    critical: Genrule //:both
    cache: 3 run, Some(0) of them each time, 0 up to date, 0 disk, 0 remote, 11 internal, 14 total, rate Some(0.0)
    failure //:colourful Genrule in -, exit Some(3):
      bash failed: error executing Genrule command (from target //:colourful) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; printf '\''\033]8;;http://example.com\007link\033]8;;\007 \033[31mred\033[0m\n'\'' >&2; exit 3'
      log Some("link red")
      at BUILD.bazel:63:Some(8)
    failure //:fails Genrule in third, exit Some(7):
      bash failed: error executing Genrule command (from target //:fails) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; echo '\''the tool says no'\'' >&2; exit 7'
      log Some("the tool says no")
      at BUILD.bazel:48:Some(8)
    Error: /tmp/neutral/ws/BUILD.bazel:63:8: Executing genrule //:colourful failed: (Exit 3): bash failed: error executing Genrule command (from target //:colourful) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; printf '\''\033]8;;http://example.com\007link\033]8;;\007 \033[31mred\033[0m\n'\'' >&2; exit 3'
    Error: /tmp/neutral/ws/BUILD.bazel:48:8: Executing genrule //:fails failed: (Exit 7): bash failed: error executing Genrule command (from target //:fails) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; echo '\''the tool says no'\'' >&2; exit 7'
    "#);
}

#[test]
fn default_events() {
    insta::assert_snapshot!(facts(&report("default_events")), @r#"
    build //:both //:fails: Failed 1 BUILD_FAILURE
    step first: Skipped 0 actions, cached None, []
    step second: Passed 0 actions, cached None, []
    step third: Failed 1 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:both (genrule rule): Built in second
    target //:fails (genrule rule): Failed in third
    cache: 3 run, Some(0) of them each time, 0 up to date, 0 disk, 0 remote, 2 internal, 5 total, rate Some(0.0)
    failure //:fails Genrule in third, exit Some(7):
      bash failed: error executing Genrule command (from target //:fails) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; echo '\''the tool says no'\'' >&2; exit 7'
      log Some("the tool says no")
      at BUILD.bazel:48:Some(8)
    Error: /tmp/neutral/ws/BUILD.bazel:48:8: Executing genrule //:fails failed: (Exit 7): bash failed: error executing Genrule command (from target //:fails) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; echo '\''the tool says no'\'' >&2; exit 7'
    "#);
}

#[test]
fn tests() {
    insta::assert_snapshot!(facts(&report("tests")), @r#"
    test //:passes_test //:fails_test //:flaky_test //:slow_test //:unbuilt_test: Failed 1 BUILD_FAILURE
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Failed 1 actions, cached None, [1 linux-sandbox]
    step fourth: Skipped 0 actions, cached None, []
    target //:fails_test (script_test rule): Built in -
    target //:flaky_test (script_test rule): Built in -
    target //:passes_test (script_test rule): Built in -
    target //:slow_test (script_test rule): Built in -
    target //:unbuilt_test (script_test rule): Failed in -
    test //:fails_test: Failed x1, cached false
    test //:flaky_test: Flaky x2, cached false
      run 1 shard 1 attempt 1: Failed bazel-out/k8-fastbuild/testlogs/flaky_test/test_attempts/attempt_1.log
      run 1 shard 1 attempt 2: Passed bazel-out/k8-fastbuild/testlogs/flaky_test/test.log
    test //:passes_test: Passed x1, cached false
    test //:slow_test: Timeout x1, cached false
    test //:unbuilt_test: FailedToBuild x0, cached false
    critical: SourceSymlinkManifest //:slow_test
    critical: SymlinkTree //:slow_test
    critical:  runfiles for //:slow_test
    critical: TestRunner //:slow_test
    cache: 10 run, Some(4) of them each time, 0 up to date, 0 disk, 0 remote, 16 internal, 26 total, rate Some(0.0)
    failure //:fails Genrule in third, exit Some(7):
      bash failed: error executing Genrule command (from target //:fails) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; echo '\''the tool says no'\'' >&2; exit 7'
      log Some("the tool says no")
      at BUILD.bazel:48:Some(8)
    failure //:fails_test TestRunner in -, exit None:
      the test failed
      log None
    failure //:slow_test TestRunner in -, exit None:
      the test took longer than it may
      log None
    Error: /tmp/neutral/ws/BUILD.bazel:48:8: Executing genrule //:fails failed: (Exit 7): bash failed: error executing Genrule command (from target //:fails) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; echo '\''the tool says no'\'' >&2; exit 7'
    "#);
}

#[test]
fn tests_cached() {
    insta::assert_snapshot!(facts(&report("tests_cached")), @"
    test //:passes_test: Passed 0 SUCCESS
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:passes_test (script_test rule): Built in -
    test //:passes_test: Passed x1, cached true
    cache: 0 run, Some(0) of them each time, 1 up to date, 0 disk, 0 remote, 1 internal, 2 total, rate Some(1.0)
    ");
}

#[test]
fn plain_test() {
    insta::assert_snapshot!(facts(&report("plain_test")), @"
    test //:passes_test //:fails_test: Failed 3 TESTS_FAILED
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:fails_test (script_test rule): Built in -
    target //:passes_test (script_test rule): Built in -
    test //:fails_test: Failed x1, cached false
    test //:passes_test: Passed x1, cached false
    cache: 4 run, Some(2) of them each time, 10 up to date, 0 disk, 0 remote, 0 internal, 14 total, rate Some(0.7142857142857143)
    failure //:fails_test TestRunner in -, exit None:
      the test failed
      log None
    ");
}

#[test]
fn loading_error() {
    insta::assert_snapshot!(facts(&report("loading_error")), @"
    build //missing:target: Failed 1 BUILD_FAILURE
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //missing:target (): Failed in -
    cache: 0 run, None of them each time, 0 up to date, 0 disk, 0 remote, 0 internal, 0 total, rate None
    failure //missing:target - in -, exit None:
      no such package 'missing': BUILD file not found in any of the following directories. Add a BUILD file to a directory to mark it as a package.
      log None
    Warning: Target pattern parsing failed.
    Error: Skipping '//missing:target': no such package 'missing': BUILD file not found in any of the following directories. Add a BUILD file to a directory to mark it as a package.
    Error: no such package 'missing': BUILD file not found in any of the following directories. Add a BUILD file to a directory to mark it as a package.
    ");
}

#[test]
fn analysis_error() {
    insta::assert_snapshot!(facts(&report("analysis_error")), @"
    build //:broken: Failed 1 PARSING_FAILURE
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:broken (): Failed in -
    cache: 0 run, Some(0) of them each time, 0 up to date, 0 disk, 0 remote, 1 internal, 1 total, rate None
    failure //:broken - in -, exit None:
      in broken rule //:broken: 
      log None
      at BUILD.bazel:84:Some(7)
    Error: /tmp/neutral/ws/BUILD.bazel:84:7: in broken rule //:broken:
    Error: /tmp/neutral/ws/BUILD.bazel:84:7: Analysis of target '//:broken' failed
    Error: Analysis of target '//:broken' failed; build aborted
    ");
}

#[test]
fn bad_flag() {
    insta::assert_snapshot!(facts(&report("bad_flag")), @"
    build : Incomplete - -
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    cache: 0 run, None of them each time, 0 up to date, 0 disk, 0 remote, 0 internal, 0 total, rate None
    failure  - in -, exit None:
      --no_such_flag :: Unrecognized option: --no_such_flag
      log None
    Error: --no_such_flag :: Unrecognized option: --no_such_flag
    ");
}

#[test]
fn interrupted() {
    insta::assert_snapshot!(facts(&report("interrupted")), @"
    build //:numbers //:slow: Interrupted 8 INTERRUPTED
    step first: Incomplete 1 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:numbers (genrule rule): Built in first
    target //:slow (genrule rule): Incomplete in -
    cache: 1 run, None of them each time, 0 up to date, 0 disk, 0 remote, 2 internal, 3 total, rate Some(0.0)
    Error: build interrupted
    ");
}

#[test]
fn run() {
    insta::assert_snapshot!(facts(&report("run")), @"
    run //:exits_3: Passed 0 SUCCESS
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:exits_3 (script_binary rule): Built in -
    cache: 0 run, Some(0) of them each time, 0 up to date, 0 disk, 0 remote, 5 internal, 5 total, rate None
    ");
}

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
