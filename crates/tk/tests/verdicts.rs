//! How tests and packages ended, in all that `tk` says of it: skipped, flaky, stopped, not built, not loaded.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod support;
#[path = "verdicts/unfit.rs"]
mod unfit;
#[path = "verdicts/unloadable.rs"]
mod unloadable;

use serde_json::Value;
use support::{Fixture, PROGRAM_RULES, Ran};

const OFFLINE: &str = "common --noenable_bzlmod --enable_workspace\n";

const BUILD: &str = r#"
load(":rules.bzl", "program_test")

genrule(name = "fails", outs = ["fails.txt"], cmd = "echo no such word >&2; exit 5", tags = ["manual"])

program_test(name = "ok_test", size = "small", command = "true")
program_test(name = "win_test", size = "small", command = "true", target_compatible_with = ["@platforms//os:windows"])
program_test(name = "bad_test", size = "small", command = "echo expected 1, found 2; exit 1", tags = ["manual"])
program_test(name = "unbuilt_test", size = "small", command = "true", data = [":fails"], tags = ["manual"])
"#;

fn workspace() -> Fixture {
    let fixture = Fixture::of_others(OFFLINE);
    fixture.write("WORKSPACE", "workspace(name = \"verdicts\")\n");
    fixture.write("rules.bzl", PROGRAM_RULES);
    fixture.write("BUILD", BUILD);
    fixture
}

/// The lines of `--json`.
fn events(ran: &Ran) -> Vec<Value> {
    let lines = ran.stdout.lines().filter(|line| line.starts_with('{'));
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The labels of the failures that were announced.
fn failures(ran: &Ran) -> Vec<String> {
    let events = events(ran);
    let failures = events.iter().filter(|event| event["event"] == "failure");
    failures
        .map(|failure| failure["label"].as_str().unwrap().to_owned())
        .collect()
}

/// The report of the last line.
fn report(ran: &Ran) -> Value {
    events(ran).last().unwrap()["report"].clone()
}

fn last_line(ran: &Ran) -> &str {
    ran.stdout.lines().next_back().unwrap()
}

#[test]
fn each_test_is_counted_as_what_it_is() {
    let fixture = workspace();
    let ran = fixture.tk(&["test", "--junit", "out.xml"]).expect_code(0);
    assert_eq!(ran.stdout, "1 passed, 0 failed, 1 skipped\n");
    ran.expect_stderr("  SKIPPED           -  //:win_test  incompatible with the platform")
        .expect_stderr("tests          1 passed, 1 skipped");
    let junit = fixture.read("out.xml");
    assert!(
        junit.contains(r#"<skipped message="incompatible with the platform"/>"#),
        "{junit}"
    );
    assert!(
        junit.contains(r#"skipped="1" failures="0" errors="0""#),
        "{junit}"
    );

    let json = fixture.tk(&["test", "--json"]).expect_code(0);
    let tests = &report(&json)["tests"];
    assert_eq!(tests[1]["label"], "//:win_test");
    assert_eq!(tests[1]["status"], "skipped");

    let only = fixture.tk(&["test", "//...", "--", "-//:ok_test"]);
    assert_eq!(
        last_line(&only),
        "0 passed, 0 failed, 1 skipped",
        "{only:?}"
    );
    assert!(!only.stderr.contains("No tests found"), "{}", only.stderr);
}

#[test]
fn nothing_built_is_never_nothing_failed() {
    let fixture = workspace();
    for arguments in [
        &["test", "//:unbuilt_test"][..],
        &["test", "-k", "//:unbuilt_test"],
    ] {
        let ran = fixture.tk(arguments).expect_code(1);
        assert_eq!(ran.stdout, "0 passed, 1 not built\n", "{ran:?}");
    }
    let mixed = [
        "test",
        "-k",
        "//:all",
        "//:bad_test",
        "//:unbuilt_test",
        "--junit=out.xml",
    ];
    let ran = fixture.tk(&mixed).expect_code(1);
    assert_eq!(ran.stdout, "1 passed, 1 failed, 1 not built, 1 skipped\n");
    let junit = fixture.read("out.xml");
    let error = r#"<error message="not built: it needs //:fails, which failed" type="build"/>"#;
    assert!(junit.contains(error), "{junit}");
    let gone = fixture.tk(&["test", "//:gone_test"]).expect_code(1);
    assert_eq!(gone.stdout, "0 passed, 1 failed\n");
    let unbuilt = fixture.tk(&["test", "--", "--nobuild"]);
    assert!(
        !unbuilt.stdout.contains("passed, 0 failed, 1 stopped"),
        "{unbuilt:?}"
    );
    assert!(!unbuilt.stderr.contains("up to date"), "{}", unbuilt.stderr);
}

/// Of what is no test, only its number is told, and only where nothing else says that something failed.
#[test]
fn other_targets_are_no_failed_tests() {
    let fixture = workspace();
    for (arguments, expected) in [
        (
            &["test", "-k", "//:ok_test", "//:fails"][..],
            "1 passed, 1 target not built\n",
        ),
        (
            &[
                "test",
                "-k",
                "//:ok_test",
                "//:gone",
                "//:gone_too",
                "//:fails",
            ],
            "1 passed, 3 targets not built\n",
        ),
        (
            &["test", "-k", "//:ok_test", "//:fails", "//:unbuilt_test"],
            "1 passed, 1 not built\n",
        ),
    ] {
        let ran = fixture.tk(arguments).expect_code(1);
        assert_eq!(ran.stdout, expected, "{arguments:?}: {}", ran.stderr);
    }
}

/// The first attempt of a flaky test is not its end.
#[test]
fn a_flaky_test_is_never_announced_as_failed() {
    let fixture = workspace();
    let flag = fixture.root().join("../flag");
    let flag = flag.display();
    let flaky = format!(
        "if [ -e {flag} ]; then sleep 4; exit 0; fi; touch {flag}; echo first attempt fails; exit 1"
    );
    let rule = |name: &str, more: &str, command: &str| {
        format!(
            "program_test(name = \"{name}\", size = \"small\", tags = [\"external\", \"no-sandbox\"], {more}command = \"{command}\")\n"
        )
    };
    let build = format!(
        "load(\":rules.bzl\", \"program_test\")\n{}{}",
        rule("flaky_test", "flaky = True, ", &flaky),
        rule("other_test", "", "sleep 2; echo other; exit 1"),
    );
    fixture.write("BUILD", &build);
    let ran = fixture.tk(&["test", "-k", "--json"]).expect_code(3);
    assert_eq!(failures(&ran), ["//:other_test"]);
    assert!(!ran.stderr.contains("FAIL //:flaky_test"), "{}", ran.stderr);
    assert_eq!(report(&ran)["tests"][0]["status"], "flaky");
}

#[test]
fn a_failed_test_that_stops_the_others_is_told_once() {
    let fixture = workspace();
    let build = format!(
        "{BUILD}\nprogram_test(name = \"slow_test\", size = \"small\", command = \"sleep 30\")\n"
    );
    fixture.write("BUILD", &build);
    let own = [
        "//:bad_test",
        "//:slow_test",
        "--json",
        "--github",
        "--junit=out.xml",
    ];
    let arguments = [&["test"][..], &own, &["--", "--notest_keep_going"]].concat();
    let ran = fixture.tk(&arguments).expect_code(3);
    assert_eq!(failures(&ran), ["//:bad_test"], "{}", ran.stderr);
    assert!(!ran.stderr.contains("aborting"), "{}", ran.stderr);
    let shown = ran.stderr.matches("expected 1, found 2").count();
    assert_eq!(
        shown, 2,
        "once for people, once for GitHub:\n{}",
        ran.stderr
    );
    let junit = fixture.read("out.xml");
    assert_eq!(junit.matches("<failure").count(), 1, "{junit}");
    assert!(junit.contains("expected 1, found 2</failure>"), "{junit}");
    assert!(junit.contains("<skipped message=\"stopped: "), "{junit}");
}
