//! Steps that macros declare, with a real Bazel: what is remembered of them ends with what they came from.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod support;

use support::Fixture;

/// A macro in another package, in a file that another file loads.
fn fixture() -> Fixture {
    let fixture = Fixture::real();
    let build = fixture.read("BUILD.bazel");
    fixture.write("tools/BUILD.bazel", "");
    fixture.write("tools/names.bzl", "NAMES = [\"first-of-macro\"]\n");
    fixture.write(
        "tools/steps.bzl",
        "load(\"//:fixture.bzl\", \"build_step\")\nload(\":names.bzl\", \"NAMES\")\n\n\
         def steps():\n    for name in NAMES:\n        build_step(name = name, modes = [\"development\"], deps = [\":page\"])\n",
    );
    fixture.write(
        "BUILD.bazel",
        &format!("load(\"//tools:steps.bzl\", \"steps\")\n{build}\nsteps()\n"),
    );
    fixture
}

fn targets(fixture: &Fixture) -> String {
    let ran = fixture.tk(&["build", "--dry-run"]).expect_code(0);
    let line = ran.stdout.trim();
    line.rsplit_once(" -- ").unwrap().1.to_owned()
}

#[test]
fn a_step_that_a_macro_adds_is_built_at_once() {
    let fixture = fixture();
    assert!(targets(&fixture).ends_with("//:first-of-macro"));
    // From what is remembered; then a file that the macro's file loads gets another name.
    assert!(targets(&fixture).ends_with("//:first-of-macro"));
    fixture.write(
        "tools/names.bzl",
        "NAMES = [\"first-of-macro\", \"second-of-macro\"]\n",
    );
    assert!(targets(&fixture).ends_with("//:first-of-macro //:second-of-macro"));
    fixture.write("tools/names.bzl", "NAMES = []\n");
    assert!(!targets(&fixture).contains("of-macro"));
}
