//! `tk flaky` with planted tests of each kind, and the real Bazel.

mod support;

use support::{Fixture, PROGRAM_RULES};

/// What Bazel needs to work without a registry.
const OFFLINE: &str = "common --noenable_bzlmod --enable_workspace\n";

/// Name, command and the variation in which it fails.
const PLANTED: [(&str, &str, &str); 4] = [
    ("order", "test -z \\\"$GTEST_SHUFFLE\\\"", "order"),
    ("zone", "test \\\"$TZ\\\" = UTC", "time-zone"),
    ("language", "test -z \\\"$LC_ALL\\\"", "locale"),
    (
        "server",
        "! bash -c 'exec 3<>/dev/tcp/127.0.0.1/8080'",
        "ports",
    ),
];

fn test(name: &str, command: &str) -> String {
    format!("program_test(name = \"{name}_test\", size = \"small\", command = \"{command}\")\n")
}

fn workspace(tests: &str) -> Fixture {
    let fixture = Fixture::of_others(OFFLINE);
    fixture.write("WORKSPACE", "");
    fixture.write("rules.bzl", PROGRAM_RULES);
    fixture.write(
        "BUILD",
        &format!("load(\":rules.bzl\", \"program_test\")\n\n{tests}"),
    );
    fixture
}

#[test]
fn each_planted_kind_is_named_with_what_breaks_it() {
    let planted = PLANTED
        .map(|(name, command, _)| test(name, command))
        .concat();
    // Bazel gives each run another seed.
    let random = test("random", "test $TEST_RANDOM_SEED != 2");
    let steady = test("steady", "true");
    let broken = test("broken", "exit 1");
    let fixture = workspace(&format!("{planted}{random}{steady}{broken}"));
    let ran = fixture.tk(&["flaky", "--runs", "2"]);
    assert_eq!(ran.code, Some(79), "{ran:?}");
    for (name, _, variation) in PLANTED {
        let line = format!(
            "FLAKY  //:{name}_test: passes as it is, breaks with {variation}\n  {variation} "
        );
        assert!(ran.stdout.contains(&line), "no {line} in {ran:?}");
    }
    let random = "FLAKY  //:random_test: as it is, some runs pass and some fail\n  plain      1 of 2 runs failed\n";
    assert!(ran.stdout.contains(random), "{ran:?}");
    let again =
        "tk test //:zone_test -- --cache_test_results=no --test_env=TZ=Pacific/Kiritimati\n";
    assert!(ran.stdout.contains(again), "{ran:?}");
    assert!(
        ran.stdout.contains("FAIL  //:broken_test: no run passed\n"),
        "{ran:?}"
    );
    assert!(
        fixture.exists(".tk/flaky/_zone_test.time-zone.log"),
        "{ran:?}"
    );
    assert!(!ran.stdout.contains("steady_test"), "{ran:?}");
    assert!(
        ran.stdout.ends_with("\n1 steady, 5 flaky, 1 failed\n"),
        "{ran:?}"
    );
}

#[test]
fn chosen_variations_run_and_json_has_all_runs() {
    let fixture = workspace(&test("steady", "true"));
    let ran = fixture.tk(&["flaky", "--runs", "2", "--vary", "load,time-zone", "--json"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let json: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let tally = |name: &str, runs: u32| serde_json::json!({ "name": name, "runs": runs, "failed": 0, "flags": [], "log": null });
    assert_eq!(
        json["tests"],
        serde_json::json!([{
            "label": "//:steady_test",
            "verdict": "steady",
            "variations": [tally("load", 2), tally("time-zone", 6)],
        }])
    );
}

#[test]
fn tests_that_cannot_be_built_are_no_flakes() {
    let fixture = workspace(
        "genrule(name = \"no\", outs = [\"no.txt\"], cmd = \"exit 1\")\nprogram_test(name = \"a_test\", command = \"true\", data = [\":no\"])\n",
    );
    let ran = fixture.tk(&["flaky", "--runs", "1", "--vary", "plain"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stderr.contains("//:no"), "{ran:?}");
}

#[test]
fn recorded_builds_tell_of_retries_and_of_other_ends() {
    let fixture = workspace(&test(
        "first",
        "test -e $TEST_UNDECLARED_OUTPUTS_DIR/../../marker || exit 1",
    ));
    let ran = fixture.tk(&["flaky", "--recorded"]);
    assert_eq!(ran.code, Some(66), "{ran:?}");
    fixture.write(
        "BUILD",
        &format!(
            "load(\":rules.bzl\", \"program_test\")\n\n{}",
            test("seed", "test $TEST_RANDOM_SEED != 1").replace("size", "flaky = True, size")
        ),
    );
    fixture.tk(&[
        "test",
        "--",
        "--runs_per_test=2",
        "--runs_per_test_detects_flakes",
    ]);
    let ran = fixture.tk(&["flaky", "--recorded"]);
    assert_eq!(ran.code, Some(79), "{ran:?}");
    assert_eq!(
        ran.stdout,
        "FLAKY  //:seed_test\n  a retry passed in #1\n1 flaky test in recorded builds\n"
    );
}
