//! `tk` puts what a build made of its own target in the place of the program that the launcher starts.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod support;

use support::{Fixture, Ran};

const PACKAGE: &str = r#"
load("//:fixture.bzl", "probe")

probe(
    name = "tk",
    srcs = ["//:source.txt"],
    out = "tk",
    command = "if grep -q wrong $2; then exit 1; fi; cp $2 $1",
    visibility = ["//visibility:public"],
)
"#;

const STEP: &str = r#"
build_step(
    name = "programs",
    deps = ["//crates/tk"],
)

exports_files(["source.txt"])
"#;

const INSTALLED: &str = ".tk/bin/tk";
const STAMP: &str = ".tk/bin/tk.stamp";
const RENEWED: &str = "updated tk";

/// A checkout whose launcher has built a `tk`.
fn checkout() -> Fixture {
    let fixture = Fixture::real();
    fixture.write("crates/tk/BUILD.bazel", PACKAGE);
    let build = fixture.read("BUILD.bazel");
    fixture.write("BUILD.bazel", &format!("{build}{STEP}"));
    fixture.write(INSTALLED, "old\n");
    fixture.write(STAMP, "7\ndevelopment\n");
    fixture
}

/// Runs `tk` as the launcher does; `built` is the mode that the running program was built for, nothing where
/// its sources are newer.
fn launched(fixture: &Fixture, built: &str, arguments: &[&str]) -> Ran {
    let mut command = fixture.command(arguments);
    command.env("TK_CONTRACT", "7").env("TK_BUILT", built);
    Ran::of(&command.output().unwrap())
}

#[test]
fn a_build_that_passes_renews_what_is_older() {
    let fixture = checkout();
    fixture.write("source.txt", "first\n");
    launched(&fixture, "", &["build", "//:page"]).expect_code(0);
    assert_eq!(fixture.read(INSTALLED), "old\n", "it was not built");

    fixture.write("source.txt", "wrong\n");
    launched(&fixture, "", &["build", "//crates/tk"]).expect_code(1);
    assert_eq!(fixture.read(INSTALLED), "old\n", "it does not compile");

    fixture.write("source.txt", "second\n");
    let ran = launched(&fixture, "", &["build", "//crates/tk"]).expect_code(0);
    ran.expect_stderr(RENEWED);
    assert_eq!(fixture.read(INSTALLED), "second\n");
    assert_eq!(fixture.read(STAMP), "7\ndevelopment\n");

    fixture.write("source.txt", "third\n");
    let ran = launched(&fixture, "", &["build", "programs"]).expect_code(0);
    ran.expect_stderr(RENEWED);
    assert_eq!(fixture.read(INSTALLED), "third\n", "as part of a step");
    let left: Vec<_> = std::fs::read_dir(fixture.root().join(".tk/bin"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left.len(), 2, "nothing half made is left: {left:?}");
}

#[test]
fn what_is_not_older_is_renewed_by_an_optimized_one_only() {
    let fixture = checkout();
    fixture.write("source.txt", "new\n");
    for (built, arguments) in [
        ("development", ["build", "//crates/tk"]),
        ("production", ["build", "//crates/tk"]),
    ] {
        let ran = launched(&fixture, built, &arguments).expect_code(0);
        assert!(!ran.stderr.contains(RENEWED), "{}", ran.stderr);
    }
    let production = ["build", "-p", "//crates/tk"];
    let ran = launched(&fixture, "production", &production).expect_code(0);
    assert!(!ran.stderr.contains(RENEWED), "{}", ran.stderr);
    assert_eq!(fixture.read(INSTALLED), "old\n");

    launched(&fixture, "development", &production)
        .expect_code(0)
        .expect_stderr(RENEWED);
    assert_eq!(fixture.read(INSTALLED), "new\n");
    assert_eq!(fixture.read(STAMP), "7\nproduction\n");
}

#[test]
fn without_a_launcher_nothing_is_renewed() {
    let fixture = checkout();
    let ran = fixture.tk(&["build", "//crates/tk"]).expect_code(0);
    assert!(!ran.stderr.contains(RENEWED), "{}", ran.stderr);
    assert_eq!(fixture.read(INSTALLED), "old\n");
}
