//! Checks in the sandbox, by a program that gives recorded events of Bazel.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod repository;
mod support;

use std::fs;
use std::os::unix::fs::symlink;
use std::time::{Duration, Instant};

use repository::job;
use service::event::{CheckEvent, EventKind};
use service::ports::{Check, Job, Reporter, StepError, Stop, StopReason, Workspace, stopper};
use service::result::CheckReport;
use service_run::{CheckProgram, CheckSettings, Sandbox, SandboxedCheck};
use support::{Attempt, marked, sandbox_settings};

const BUILT: &[u8] = include_bytes!("../../bep/testdata/success.bep");
const FAILED_AS_JSON: &[u8] = include_bytes!("../../bep/testdata/with_json_build.json");
const FAILED: &[u8] = include_bytes!("../../bep/testdata/action_failure.bep");
const TESTED: &[u8] = include_bytes!("../../bep/testdata/tests.bep");
const CUT: &[u8] = include_bytes!("../../bep/testdata/client_killed_open.bep");

/// Stands for tk: gives the events beside it, and ends as the files say.
const TK: &str = r#"#!/bin/sh
for word; do
  case $word in --build_event_json_file=*) events=${word#*=} ;; esac
done
echo "$@" >>/workspace/calls
half=$(($(wc -c <"$1.events") / 2))
head -c $half "$1.events" >"$events"
sleep 0.2
tail -c +$((half + 1)) "$1.events" >>"$events"
exit "$(cat "$1.code")"
"#;

struct Case {
    attempt: Attempt,
    job: Job,
}

impl Case {
    fn new(build: (&[u8], i32), test: (&[u8], i32)) -> Self {
        let attempt = Attempt::new();
        let tree = attempt.places.tree();
        fs::create_dir(attempt.places.check()).unwrap();
        for (name, (events, code)) in [("build", build), ("test", test)] {
            fs::write(tree.join(format!("{name}.events")), events).unwrap();
            fs::write(tree.join(format!("{name}.code")), code.to_string()).unwrap();
        }
        let mut job = job("");
        job.project.settings.check_targets = vec!["//...".to_owned()];
        let case = Self { attempt, job };
        case.program(TK);
        case
    }

    fn program(&self, script: &str) {
        let path = self.attempt.places.tree().join("tk");
        fs::write(&path, script).unwrap();
        test_programs::make_executable(&path).unwrap();
    }

    async fn run(
        &self,
        settings: CheckSettings,
        stop: Stop,
    ) -> (Result<CheckReport, StepError>, Vec<CheckEvent>) {
        let secrets = ["genrule".to_owned()];
        let check = SandboxedCheck::new(Sandbox::new(sandbox_settings()), settings, secrets);
        let (reporter, mut reports) = Reporter::new();
        let workspace = Workspace {
            folder: self.attempt.places.tree(),
            base: None,
        };
        let run = async {
            let reporter = reporter;
            check.run(&self.job, &workspace, &reporter, stop).await
        };
        let collect = async {
            let mut events = Vec::new();
            while let Some(event) = reports.recv().await {
                if let EventKind::Check(event) = event {
                    events.push(event);
                }
            }
            events
        };
        tokio::join!(run, collect)
    }

    async fn report(&self) -> CheckReport {
        let (report, events) = self.run(CheckSettings::default(), stopper().1).await;
        let report = report.unwrap();
        let last = CheckEvent::Report {
            passed: report.passed,
            tests_passed: report.tests_passed,
            tests_failed: report.tests_failed,
        };
        assert_eq!(events.last(), Some(&last));
        report
    }

    fn calls(&self) -> String {
        fs::read_to_string(self.attempt.places.tree().join("calls")).unwrap()
    }
}

#[tokio::test]
async fn what_is_built_and_tested_is_reported_while_it_happens() {
    let case = Case::new((BUILT, 0), (TESTED, 3));
    let (report, events) = case.run(CheckSettings::default(), stopper().1).await;
    let report = report.unwrap();
    assert!(!report.passed);
    assert!(
        report.tests_passed > 0 && report.tests_failed > 0,
        "{report:?}"
    );
    assert_eq!(
        case.calls(),
        "build //... -- --build_event_json_file=/check/build.json --symlink_prefix=/\n\
         test //... -- --build_event_json_file=/check/test.json --symlink_prefix=/ --test_output=errors\n"
    );
    let count = |is: fn(&CheckEvent) -> bool| events.iter().filter(|event| is(event)).count();
    assert!(count(|it| matches!(it, CheckEvent::Target { success: true, .. })) > 0);
    assert!(count(|it| matches!(it, CheckEvent::Test { status, .. } if status == "PASSED")) > 0);
    assert!(count(|it| matches!(it, CheckEvent::Test { status, .. } if status == "FAILED")) > 0);
    assert!(case.attempt.places.kept().join("test.json").is_file());
}

#[tokio::test]
async fn all_that_passes_passes() {
    let case = Case::new((BUILT, 0), (BUILT, 4));
    let report = case.report().await;
    assert!(report.passed && report.failures.is_empty(), "{report:?}");
}

#[tokio::test]
async fn a_failed_build_says_what_failed_and_is_not_tested() {
    let case = Case::new((FAILED, 1), (BUILT, 0));
    let report = case.report().await;
    assert!(!report.passed);
    assert_eq!(case.calls().lines().count(), 1);
    let said = report.failures.join("\n");
    assert!(said.contains("//"), "{said}");
    assert!(!said.contains("genrule"), "it is said to be secret: {said}");
}

#[tokio::test]
async fn events_as_json_say_the_same() {
    let case = Case::new((FAILED_AS_JSON, 1), (BUILT, 0));
    let report = case.report().await;
    assert!(!report.passed);
    let said = report.failures.join("\n");
    assert!(
        said.contains("//:fails") && said.contains("the tool says no"),
        "{said}"
    );
}

#[tokio::test]
async fn events_without_an_end_are_no_success_whatever_the_exit_code_is() {
    for events in [CUT, b"".as_slice(), b"nonsense"] {
        let report = Case::new((events, 0), (BUILT, 0)).report().await;
        assert!(!report.passed && !report.failures.is_empty(), "{report:?}");
    }
    // Neither are those of somebody else's file.
    let case = Case::new((BUILT, 0), (BUILT, 0));
    let outside = case.attempt.folder.path().join("outside");
    fs::write(&outside, BUILT).unwrap();
    let link = format!("#!/bin/sh\nln -s {} /check/build.json\n", outside.display());
    case.program(&link);
    let report = case.report().await;
    assert!(!report.passed, "{report:?}");
    assert!(!case.attempt.places.kept().join("build.json").exists());
}

#[tokio::test]
async fn events_that_are_kept_are_those_of_the_last_round() {
    let case = Case::new((BUILT, 0), (TESTED, 3));
    let kept = |name: &str| case.attempt.places.kept().join(name).is_file();
    case.report().await;
    assert!(kept("build.json") && kept("test.json"));
    fs::write(case.attempt.places.tree().join("build.code"), "1").unwrap();
    case.report().await;
    assert!(kept("build.json") && !kept("test.json"));
}

#[tokio::test]
async fn a_pipe_or_a_link_instead_of_events_is_not_waited_for() {
    let case = Case::new((BUILT, 0), (BUILT, 0));
    case.program("#!/bin/sh\nrm -rf /check/*; mkfifo /check/build.json\n");
    assert!(!case.report().await.passed);
    // What the last check has left is gone before the next one.
    let left = case.attempt.places.check().join("build.json");
    fs::remove_file(&left).unwrap();
    symlink("/etc/passwd", &left).unwrap();
    case.program(TK);
    assert!(case.report().await.passed);
}

#[tokio::test]
async fn a_crash_of_bazel_may_pass() {
    for (build, test) in [(37, 0), (0, 37)] {
        let case = Case::new((BUILT, build), (BUILT, test));
        let (end, _) = case.run(CheckSettings::default(), stopper().1).await;
        assert!(matches!(end, Err(StepError::Passing(_))), "{end:?}");
    }
}

#[tokio::test]
async fn the_command_that_failed_is_named_also_where_its_events_do_not_say_why() {
    for ((build, test), said) in [
        ((73, 0), "build: the check ended with exit code 73"),
        ((0, 73), "test: the check ended with exit code 73"),
    ] {
        let case = Case::new((BUILT, build), (BUILT, test));
        let report = case.report().await;
        assert!(!report.passed);
        assert_eq!(report.failures, [said]);
    }
}

#[tokio::test]
async fn targets_and_flags_are_words_and_no_commands() {
    let mut case = Case::new((BUILT, 0), (BUILT, 0));
    let odd = "//a:b c'$(touch /workspace/x);*".to_owned();
    case.job.project.settings.check_targets = vec![odd.clone()];
    assert!(case.report().await.passed);
    assert!(case.calls().starts_with(&format!("build {odd} -- ")));
    assert!(!case.attempt.places.tree().join("x").exists());
}

#[tokio::test]
async fn another_program_is_judged_by_its_exit_code() {
    let case = Case::new((BUILT, 0), (BUILT, 0));
    let settings = |script: &str| CheckSettings {
        program: CheckProgram::Plain(["sh", "-c", script].map(str::to_owned).to_vec()),
        ..CheckSettings::default()
    };
    let (report, _) = case.run(settings("test $0 = //..."), stopper().1).await;
    assert!(report.unwrap().passed);
    let (report, _) = case.run(settings("exit 7"), stopper().1).await;
    assert_eq!(
        report.unwrap().failures,
        ["the check ended with exit code 7"]
    );
}

#[tokio::test]
async fn a_stopped_check_leaves_no_process() {
    let mut case = Case::new((BUILT, 0), (BUILT, 0));
    case.job.project.settings.limits.grace_s = 1;
    let mark = format!("check-{}", std::process::id());
    case.program("#!/bin/sh\ntrap '' TERM\nsetsid sleep 600 &\nsleep 600\nsleep 600\n");
    let settings = CheckSettings {
        environment: vec![("MARK".to_owned(), mark.clone())],
        ..CheckSettings::default()
    };
    let (stopper, stop) = stopper();
    let ask = async {
        while marked(&mark) < 3 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        stopper.stop(StopReason::Cancelled);
        Instant::now()
    };
    let ((end, _), asked) = tokio::join!(case.run(settings, stop), ask);
    assert_eq!(end, Err(StepError::Stopped));
    assert!(
        asked.elapsed() < Duration::from_secs(2),
        "{:?}",
        asked.elapsed()
    );
    assert_eq!(marked(&mark), 0);
}
