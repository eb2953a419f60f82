//! `tk` with a real Bazel and a real, small workspace.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod support;

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use support::{Fixture, Ran};

#[test]
fn a_build_leaves_artifacts_and_the_next_has_nothing_to_do() {
    let fixture = Fixture::real();
    let first = fixture.tk(&["build"]).expect_code(0);
    for line in [
        "start  check",
        "pass   check",
        "PASS     check",
        "PASS     program-build",
        "PASS     page-build",
    ] {
        assert!(
            first.stderr.contains(line),
            "no {line:?} in:\n{}",
            first.stderr
        );
    }
    assert!(
        !first.stderr.contains("release"),
        "a production step in:\n{}",
        first.stderr
    );
    assert_eq!(first.stdout, "");
    artifacts_are_in_dist(&fixture);

    let second = fixture.tk(&["build"]).expect_code(0);
    assert!(second.stderr.contains("nothing to do"), "{}", second.stderr);
    assert!(second.stderr.contains("up to date"), "{}", second.stderr);
    assert!(!second.stderr.contains("start"), "{}", second.stderr);

    one_step_leaves_others_artifacts(&fixture);
    a_failing_step_is_explained_first(&fixture);
    a_dry_runs_line_builds(&fixture);
    a_wrong_name_is_answered(&fixture);
    settings_reach_bazel(&fixture);
    what_bazel_said_is_completed(&fixture);
    bazel_itself_is_run(&fixture);
}

fn artifacts_are_in_dist(fixture: &Fixture) {
    assert_eq!(
        fixture.read("dist/linux-x64/web/page.html"),
        "<html>\ncontent\n"
    );
    let manifest = fixture.read("dist/linux-x64/manifest.json");
    assert!(
        manifest.contains(r#""label": "//:page""#) && manifest.contains(r#""mode": "development""#)
    );
}

fn one_step_leaves_others_artifacts(fixture: &Fixture) {
    fixture.write("source.txt", "other\n");
    let third = fixture.tk(&["build", "page-build"]).expect_code(0);
    assert!(
        third.stderr.contains("cache hit rate 0 %"),
        "{}",
        third.stderr
    );
    assert_eq!(
        fixture.read("dist/linux-x64/web/page.html"),
        "<html>\nother\n"
    );
    assert!(
        fixture.read("dist/linux-x64/program").contains("content"),
        "another step's artifact changed"
    );
}

fn a_failing_step_is_explained_first(fixture: &Fixture) {
    fixture.write("source.txt", "wrong\n");
    let failed = fixture.tk(&["build"]).expect_code(1);
    let error = failed
        .stderr
        .find("source.txt: error: that is wrong")
        .unwrap();
    let summary = failed.stderr.find("BUILD SUMMARY").unwrap();
    assert!(error < summary, "{}", failed.stderr);
    assert!(
        failed
            .stderr
            .contains("FAIL check: //:checked (Probe), exit code 7"),
        "{}",
        failed.stderr
    );
    assert!(
        failed.stderr.contains("  FAIL     check"),
        "{}",
        failed.stderr
    );
    assert!(
        failed
            .stderr
            .contains("  rerun    tk build //:checked\n  skipped  "),
        "{}",
        failed.stderr
    );
    assert!(
        failed.stderr.contains("FAILED (exit code 1)"),
        "{}",
        failed.stderr
    );
    let checked = fixture.tk(&["check"]).expect_code(1);
    assert!(
        checked.stderr.contains("that is wrong"),
        "{}",
        checked.stderr
    );
    fixture.write("source.txt", "exit 0\n");
    fixture.tk(&["check"]).expect_code(0);
}

fn a_dry_runs_line_builds(fixture: &Fixture) {
    fixture.write("source.txt", "pasted\n");
    let line = fixture.tk(&["build", "--dry-run", "page-build"]);
    let line = line.expect_code(0).stdout;
    let home = fixture.root().parent().unwrap().join("home");
    let output = std::process::Command::new("sh")
        .args(["-c", &line])
        .current_dir(fixture.root())
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", home)
        .env("USER", "tester")
        .output()
        .unwrap();
    Ran::of(&output).expect_code(0);
    let page = std::fs::read_to_string(fixture.root().join("bazel-bin/page.html")).unwrap();
    assert_eq!(page, "<html>\npasted\n");
    assert!(fixture.exists(".tk/dry-run/events.bep"));
}

fn a_wrong_name_is_answered(fixture: &Fixture) {
    fixture
        .tk(&["build", "pgae-build"])
        .expect_code(64)
        .expect_stderr(r#"no step named "pgae-build"; did you mean page-build"#);
    fixture
        .tk(&["build", "//:nothing"])
        .expect_code(1)
        .expect_stderr("no such target '//:nothing'");
    fixture
        .tk(&["build", "--", "--no_such_flag"])
        .expect_code(2)
        .expect_stderr("--no_such_flag");
}

fn settings_reach_bazel(fixture: &Fixture) {
    fixture.write(
        "tk.toml",
        "[development]\nbazel-configs = [\"nothing\"]\n\n[test]\nbazel-flags = [\"--test_arg=x\"]\n",
    );
    fixture
        .tk(&["build"])
        .expect_code(2)
        .expect_stderr("Config value 'nothing' is not defined");
    fixture.tk(&["build", "-p"]).expect_code(0);
    let config = fixture.tk(&["config", "--mode=test", "bazel-flags"]);
    assert_eq!(config.expect_code(0).stdout, "--test_arg=x\n");
    std::fs::remove_file(fixture.root().join("tk.toml")).unwrap();
    fixture.tk(&["build"]).expect_code(0);
}

fn what_bazel_said_is_completed(fixture: &Fixture) {
    let offered = fixture.tk(&["__complete", "--", "tk", "build", "p"]);
    assert_eq!(
        offered.expect_code(0).stdout,
        "program-build\tstep of development, production\npage-build\tstep of development, production\n"
    );
}

fn bazel_itself_is_run(fixture: &Fixture) {
    let ran = fixture.tk(&["bazel", "info", "workspace"]).expect_code(0);
    assert_eq!(ran.stdout.trim_end(), fixture.root().display().to_string());
    fixture.tk(&["bazel", "nonsense"]).expect_code(2);
    let version = fixture.tk(&["version"]).expect_code(0).stdout;
    assert!(
        version.starts_with("tk ") && version.contains("\nbazel "),
        "{version}"
    );
}

#[test]
fn tests_are_counted_and_failures_shown_in_full() {
    let fixture = Fixture::real();
    let passed = fixture.tk(&["test"]).expect_code(0);
    assert_eq!(passed.stdout, "2 passed, 0 failed\n");
    let failed = fixture
        .tk(&["test", "//:good_test", "//:bad_test"])
        .expect_code(3);
    assert_eq!(failed.stdout, "1 passed, 1 failed\n");
    assert!(
        failed.stderr.contains("expected 1, found 2"),
        "{}",
        failed.stderr
    );
    assert!(
        failed.stderr.contains("cached  //:good_test"),
        "{}",
        failed.stderr
    );
    let none = fixture
        .tk(&["test", "//:page"])
        .expect_code(4)
        .expect_stderr("No tests found");
    assert_eq!(none.stdout, "0 passed, 0 failed\n");
    let unbuilt = fixture.tk(&["test", "//:gone_test"]).expect_code(1);
    assert_eq!(unbuilt.stdout, "0 passed, 1 failed\n");
}

#[test]
fn stale_generated_files_are_named_and_updated() {
    let fixture = Fixture::real();
    fixture.tk(&["gen", "--check"]).expect_code(0);
    fixture.write("note.txt", "old\n");
    fixture
        .tk(&["gen", "--check"])
        .expect_code(75)
        .expect_stderr("stale     note.txt  //:note  the file itself was changed");
    fixture
        .tk(&["gen"])
        .expect_code(0)
        .expect_stderr("wrote note.txt");
    assert_eq!(fixture.read("note.txt"), "updated\n");
    assert!(
        !fixture.exists("draft.txt"),
        "manual targets are left alone"
    );
    assert!(
        !fixture.exists("deployed.txt"),
        "the tag `generated` is anybody's"
    );
    fixture.tk(&["gen", "--check"]).expect_code(0);
}

#[test]
fn ctrl_c_stops_the_build_once_and_still_sums_up() {
    let fixture = Fixture::real();
    let mut running = fixture
        .command(&["build", "-v", "slow-step"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(running.stderr.take().unwrap()).lines();
    let mut seen = String::new();
    for line in lines.by_ref() {
        let line = line.unwrap();
        seen.push_str(&line);
        seen.push('\n');
        if line.contains("Probing //:slow") {
            break;
        }
    }
    let pid = rustix::process::Pid::from_child(&running);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    for line in lines {
        seen.push_str(&line.unwrap());
        seen.push('\n');
    }
    let ran = Ran {
        code: running.wait().unwrap().code(),
        stdout: String::new(),
        stderr: seen,
    };
    let ran = ran
        .expect_code(8)
        .expect_stderr("BUILD SUMMARY")
        .expect_stderr("STOPPED in");
    assert_eq!(
        ran.stderr.matches("Stopping the build").count(),
        1,
        "{}",
        ran.stderr
    );
}
