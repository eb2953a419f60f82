//! `--failed`: what failed last time, and only that, with a real Bazel.

mod support;

use support::Fixture;

#[test]
fn only_what_failed_is_built_again() {
    let fixture = Fixture::real();
    fixture
        .tk(&["build", "--failed"])
        .expect_code(66)
        .expect_stderr("no earlier `tk build` in this checkout")
        .expect_stderr("next: run the command without --failed first");
    fixture.tk(&["build"]).expect_code(0);
    fixture
        .tk(&["build", "--failed"])
        .expect_code(0)
        .expect_stderr("Nothing failed in the last `tk build` (development, ");

    fixture.write("source.txt", "wrong\n");
    let failed = fixture.tk(&["build", "-k", "-p"]).expect_code(1);
    assert!(
        failed.stderr.contains("PASS     program-build"),
        "{}",
        failed.stderr
    );
    // Still wrong, and in the mode in which it failed.
    let again = fixture.tk(&["build", "--failed"]).expect_code(1);
    let again = again
        .expect_stderr("Rerunning 1 target that failed in `tk build` (production):\n  //:check\n")
        .expect_stderr("BUILD SUMMARY  production")
        .expect_stderr("FAIL     check");
    for word in ["start", "PASS   ", "SKIPPED"] {
        let row = format!("  {word}  program-build");
        assert!(!again.stderr.contains(&row), "{}", again.stderr);
    }
    fixture
        .tk(&["build", "--failed", "-d"])
        .expect_code(0)
        .expect_stderr("Nothing failed")
        .expect_stderr("1 failed in other modes");

    fixture.write("source.txt", "content\n");
    fixture
        .tk(&["build", "--failed"])
        .expect_code(0)
        .expect_stderr("PASS     check");
    fixture
        .tk(&["build", "--failed"])
        .expect_code(0)
        .expect_stderr("Nothing failed");

    a_build_that_fails_as_a_whole_is_repeated_as_a_whole(&fixture);
    a_damaged_memory_is_said(&fixture);
}

fn a_build_that_fails_as_a_whole_is_repeated_as_a_whole(fixture: &Fixture) {
    fixture
        .tk(&["build", "//:page", "//:program", "--", "--no_such_flag"])
        .expect_code(2);
    fixture
        .tk(&["build", "--failed"])
        .expect_code(0)
        .expect_stderr("Rerunning 2 targets")
        .expect_stderr("PASS     2 targets");
}

fn a_damaged_memory_is_said(fixture: &Fixture) {
    fixture.write(".tk/failed.json", "{");
    fixture
        .tk(&["build", "--failed"])
        .expect_code(66)
        .expect_stderr("warning: ignoring ")
        .expect_stderr("failed.json: ");
    fixture.tk(&["build", "check"]).expect_code(0);
    fixture.tk(&["build", "--failed"]).expect_code(0);
}

#[test]
fn only_tests_that_failed_are_run_again() {
    let fixture = Fixture::real();
    let failed = fixture
        .tk(&["test", "//:good_test", "//:bad_test", "//:note_test"])
        .expect_code(3);
    assert_eq!(failed.stdout, "2 passed, 1 failed\n");
    let again = fixture.tk(&["test", "--failed"]).expect_code(3);
    assert_eq!(again.stdout, "0 passed, 1 failed\n");
    // Another test's success does not make it forgotten.
    fixture.tk(&["test", "//:good_test"]).expect_code(0);
    fixture
        .tk(&["test", "--failed"])
        .expect_code(3)
        .expect_stderr("Rerunning 1 target that failed in `tk test` (test):\n  //:bad_test\n");

    let build = fixture
        .read("BUILD.bazel")
        .replace("bad_test", "better_test");
    fixture.write("BUILD.bazel", &build);
    let gone = fixture.tk(&["test", "--failed"]).expect_code(0);
    let gone = gone
        .expect_stderr("gone: //:bad_test failed last time but no longer exists")
        .expect_stderr("Nothing else failed in the last `tk test`");
    assert_eq!(gone.stdout, "0 passed, 0 failed\n");
}

#[test]
fn thousands_of_failed_tests_run_again_and_what_cannot_be_loaded_is_kept() {
    let fixture = Fixture::real();
    let failed: Vec<String> = (0..3000)
        .map(|number| format!("//tests:test_with_a_long_name_{number}"))
        .chain(["//gone:test".to_owned(), "//broken:test".to_owned()])
        .map(|label| {
            format!(r#"{{"label":"{label}","mode":"test","platform":null,"failed_ms":1}}"#)
        })
        .collect();
    fixture.write(
        "tests/BUILD.bazel",
        "load(\"//:fixture.bzl\", \"probe_test\")\n\
         [probe_test(name = \"test_with_a_long_name_%d\" % n, command = \"exit 0\") for n in range(3000)]\n",
    );
    fixture.write("broken/BUILD.bazel", "load(\"//:none.bzl\", \"x\")\n");
    fixture.write(
        ".tk/failed.json",
        &format!(
            r#"{{"version":1,"test":{{"ended_ms":1,"last_mode":"test","last_platform":null,"failed":[{}]}}}}"#,
            failed.join(",")
        ),
    );
    let again = fixture
        .tk(&["test", "--failed", "--", "--nobuild"])
        .expect_stderr("gone: //gone:test failed last time but no longer exists");
    assert!(!again.stderr.contains("gone: //broken"), "{}", again.stderr);
    assert!(!again.stderr.contains("gone: //tests"), "{}", again.stderr);
    assert!(
        again.stderr.contains("Rerunning 3001 targets"),
        "{}",
        again.stderr
    );
    assert!(fixture.read(".tk/failed.json").contains("//broken:test"));
}

#[test]
fn without_steps_only_the_failed_test_runs_again() {
    let fixture = Fixture::of_others("common --noenable_bzlmod --enable_workspace\n");
    fixture.write("WORKSPACE", "");
    fixture.write("fixture.bzl", include_str!("fixture/fixture.bzl"));
    fixture.write(
        "BUILD.bazel",
        "load(\":fixture.bzl\", \"probe_test\")\n\
         probe_test(name = \"f_test\", command = \"exit 1\")\nprobe_test(name = \"g_test\", command = \"exit 0\")\n",
    );
    fixture.tk(&["test", "-k"]).expect_code(3);
    let again = fixture
        .tk(&["test", "--failed"])
        .expect_code(3)
        .expect_stderr("Rerunning 1 target that failed in `tk test` (test):\n  //:f_test\n");
    assert!(!again.stderr.contains("gone:"), "{}", again.stderr);
    assert_eq!(again.stdout, "0 passed, 1 failed\n");
}
