//! What tests say, with a real Bazel: once, and as far as it is asked for.

mod support;

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::{Duration, Instant};

use support::{Fixture, PROGRAM_RULES};

const TESTS: &str = r#"
load(":rules.bzl", "program_test")

program_test(name = "good_test", size = "small", command = "echo WARNING: good is well")
program_test(name = "bad_test", size = "small", command = "echo INFO: bad says; echo expected 1, found 2; exit 1")
program_test(name = "slow_test", size = "small", command = "for i in 1 2 3; do echo \"    line $i\"; sleep 1; done")
"#;

fn tested(rc: &str) -> Fixture {
    let fixture = Fixture::of_others(&format!(
        "common --noenable_bzlmod --enable_workspace\n{rc}\n"
    ));
    fixture.write("WORKSPACE", "");
    fixture.write("rules.bzl", PROGRAM_RULES);
    fixture.write("BUILD", TESTS);
    fixture
}

#[test]
fn tests_are_heard_once_however_they_are_asked_for() {
    let fixture = tested("");
    let test = |arguments: &[&str]| {
        let names = ["test", "-k", "//:good_test", "//:bad_test"];
        fixture
            .tk(&[&names, arguments].concat())
            .expect_code(3)
            .stderr
    };
    let count = |text: &str, part: &str| text.matches(part).count();
    for (output, good) in [("summary", 0), ("errors", 0), ("all", 1)] {
        let flag = format!("--test_output={output}");
        for verbose in [&[][..], &["-v"]] {
            let shown = test(&[verbose, &["--", &flag]].concat());
            assert_eq!(
                count(&shown, "WARNING: good is well"),
                good,
                "{output}:\n{shown}"
            );
            assert_eq!(
                count(&shown, "\nINFO: bad says\nexpected 1, found 2\n"),
                1,
                "{output}:\n{shown}"
            );
        }
    }
}

#[test]
fn an_rc_file_can_ask_for_the_output_of_tests() {
    let fixture = tested("test --test_output=all");
    let ran = fixture.tk(&["test", "//:good_test"]).expect_code(0);
    let expected = "OUTPUT //:good_test (TestRunner)\nWARNING: good is well\n";
    assert_eq!(ran.stderr.matches(expected).count(), 1, "{}", ran.stderr);
    assert_eq!(ran.stdout, "1 passed, 0 failed\n");
    let cached = fixture.tk(&["test", "//:good_test"]).expect_code(0);
    assert_eq!(
        cached.stderr.matches(expected).count(),
        1,
        "{}",
        cached.stderr
    );
}

#[test]
fn a_streamed_test_is_heard_while_it_runs() {
    let fixture = tested("");
    fixture.tk(&["build", "//:slow_test"]).expect_code(0);
    let mut running = fixture
        .command(&[
            "test",
            "//:slow_test",
            "//:bad_test",
            "--",
            "--test_output=streamed",
            "-k",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut seen: Vec<(Instant, String)> = Vec::new();
    for line in BufReader::new(running.stderr.take().unwrap()).lines() {
        seen.push((Instant::now(), line.unwrap()));
    }
    assert_eq!(running.wait().unwrap().code(), Some(3));
    let all: Vec<&str> = seen.iter().map(|(_, line)| line.as_str()).collect();
    let when = |line: &str| {
        let mut places = all.iter().enumerate().filter(|(_, other)| **other == line);
        let (place, _) = places
            .next()
            .unwrap_or_else(|| panic!("no {line:?} in {all:#?}"));
        assert_eq!(places.count(), 0, "{line:?} twice in {all:#?}");
        seen[place].0
    };
    let (first, last) = (when("    line 1"), when("    line 3"));
    when("    line 2");
    when("INFO: bad says");
    assert!(last - first > Duration::from_millis(1500), "{all:#?}");
}
