//! `tk run` with a real Bazel and real programs.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod support;

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use rustix::process::{Pid, Signal};
use support::{Fixture, Ran};

const PROGRAMS: &str = r#"
load("//:fixture.bzl", "update")

package(default_visibility = ["//visibility:public"])

update(
    name = "tool",
    command = """
        read line
        echo "$# arguments: $1|$2; $line; $(basename $BUILD_WORKING_DIRECTORY) of $(basename $BUILD_WORKSPACE_DIRECTORY)"
        cat data.txt
        exit 37""",
    data = ["data.txt"],
)

update(
    name = "waits",
    command = """
        trap 'echo interrupted; exit 5' INT
        echo ready
        while :; do sleep 0.1; done""",
)
"#;

const STEPS: &str = r#"
build_step(name = "one-program", artifacts = {"//tools:tool": "tool", ":page": "page.html"}, deps = ["//tools:tool"])
build_step(name = "two-programs", artifacts = {"//tools:tool": "tool", "//tools:waits": "waits"}, deps = ["//tools:tool"])
"#;

fn fixture() -> Fixture {
    let fixture = Fixture::real();
    fixture.write("tools/BUILD.bazel", PROGRAMS);
    fixture.write("tools/data.txt", "data\n");
    let build = fixture.read("BUILD.bazel");
    fixture.write("BUILD.bazel", &format!("{build}{STEPS}"));
    // Its runfiles are where the program starts, below the name of its workspace.
    fixture.write(
        "tools/BUILD.bazel",
        &PROGRAMS.replace("cat data.txt", "cat tools/data.txt"),
    );
    fixture
}

/// Runs to the end with a line of standard input.
fn run(command: &mut Command) -> Ran {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"a line\n").unwrap();
    Ran::of(&child.wait_with_output().unwrap())
}

#[test]
fn a_program_is_run_as_if_tk_were_not_there() {
    let fixture = fixture();
    let arguments = ["run", ":tool", "--", "a b", "--help"];
    let mut command = fixture.command(&arguments);
    let ran = run(command.current_dir(fixture.root().join("tools"))).expect_code(37);
    assert_eq!(
        ran.stdout,
        "2 arguments: a b|--help; a line; tools of checkout\ndata\n"
    );
    assert!(
        ran.stderr.contains("RUN //tools:tool  PASSED in"),
        "{}",
        ran.stderr
    );

    let ran = run(&mut fixture.command(&["run", "-p", "one-program"])).expect_code(37);
    assert!(
        ran.stdout.starts_with("0 arguments: |; a line; "),
        "{}",
        ran.stdout
    );

    the_lock_is_free_and_signals_arrive(&fixture);
    what_cannot_be_run_is_said(&fixture);
}

fn the_lock_is_free_and_signals_arrive(fixture: &Fixture) {
    let mut child = fixture
        .command(&["run", "//tools:waits"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert_eq!(lines.next().unwrap().unwrap(), "ready");
    fixture
        .tk(&["bazel", "--noblock_for_lock", "info", "workspace"])
        .expect_code(0);
    rustix::process::kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    assert_eq!(lines.next().unwrap().unwrap(), "interrupted");
    assert_eq!(child.wait().unwrap().code(), Some(5));
}

fn what_cannot_be_run_is_said(fixture: &Fixture) {
    let refused = |step: &str, message: &str| {
        fixture
            .tk(&["run", step])
            .expect_code(64)
            .expect_stderr(message)
    };
    refused(
        "two-programs",
        "the step two-programs has several programs; name one: //tools:tool, //tools:waits",
    );
    refused(
        "page-build",
        "the step page-build has no program: //:page is not executable; name the target to run",
    );
    refused("check", "the step check has no artifacts, so no program");
    refused(
        "//tools/...",
        "//tools/... is a pattern: name a single target to run",
    );
    refused("one-progarm", "did you mean one-program or");
    fixture
        .tk(&["run", "//:page"])
        .expect_code(2)
        .expect_stderr("Cannot run target //:page: Not executable");
    fixture.write("source.txt", "wrong\n");
    fixture
        .tk(&["run", "check"])
        .expect_code(1)
        .expect_stderr("source.txt: error: that is wrong");
    let dry = fixture
        .tk(&["run", "--dry-run", "//tools:tool", "--", "a b"])
        .expect_code(0);
    assert!(
        dry.stdout.ends_with(" -- //tools:tool 'a b'\n"),
        "{}",
        dry.stdout
    );
}
