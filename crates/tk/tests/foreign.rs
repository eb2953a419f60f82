//! `tk` in workspaces that know nothing of it: no steps, no configs, no platforms.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod support;

use support::{Fixture, PROGRAM_RULES, Ran};

/// What Bazel needs to work without a registry: neither Bzlmod's nor any repository is asked.
const OFFLINE: &str = "common --noenable_bzlmod --enable_workspace\n";

/// A library that others need, a program, tests: plain genrules, which every workspace can have.
const BUILD: &str = r#"
genrule(
    name = "words",
    srcs = ["words.txt"],
    outs = ["words.out"],
    cmd = "! grep -n wrong $(location words.txt) >&2 && cp $(location words.txt) $@",
    visibility = ["//visibility:public"],
)

genrule(
    name = "page",
    srcs = [":words"],
    outs = ["page.html"],
    cmd = "(echo '<p>'; cat $(location :words)) > $@",
)

genrule(
    name = "note",
    outs = ["note.txt"],
    cmd = "echo note > $@",
)
"#;

const APP: &str = r#"
load("//:rules.bzl", "program", "program_test")

program(name = "tool", command = "echo tool of $(basename $BUILD_WORKSPACE_DIRECTORY); exit 9")

program_test(name = "good_test", size = "small", command = "true")
program_test(name = "bad_test", size = "small", command = "echo expected 1, found 2; exit 1", tags = ["manual"])
"#;

/// A workspace of the old kind: WORKSPACE and BUILD, and an rc file with a mind of its own.
fn old_kind() -> Fixture {
    let fixture = Fixture::of_others(&format!(
        "{OFFLINE}build --color=yes --announce_rc\nbuild:release -c opt\ntest --test_output=all\n"
    ));
    fixture.write("WORKSPACE", "workspace(name = \"old\")\n");
    fixture.write("BUILD", BUILD);
    fixture.write("rules.bzl", PROGRAM_RULES);
    fixture.write("app/BUILD", APP);
    fixture.write("words.txt", "word\n");
    fixture
}

/// A workspace of the new kind, whose root is no package.
fn new_kind() -> Fixture {
    let fixture = Fixture::of_others(OFFLINE);
    fixture.write("MODULE.bazel", "module(name = \"new\")\n");
    fixture.write("lib/BUILD.bazel", BUILD);
    fixture.write("lib/words.txt", "word\n");
    fixture
}

#[test]
fn a_workspace_of_the_old_kind_is_built_tested_and_cleaned() {
    let fixture = old_kind();
    let first = fixture.tk(&["build"]).expect_code(0);
    for line in [
        "  PASS     //:words ",
        "  PASS     //:page ",
        "  PASS     //app:tool ",
    ] {
        assert!(
            first.stderr.contains(line),
            "no {line:?} in:\n{}",
            first.stderr
        );
    }
    assert!(!first.stderr.contains("config"), "{}", first.stderr);
    let second = fixture.tk(&["build"]).expect_code(0);
    assert!(second.stderr.contains("nothing to do"), "{}", second.stderr);
    assert!(fixture.read(".tk/.gitignore").contains('*'));

    production_is_optimized_without_a_config(&fixture);
    a_failing_target_is_shown(&fixture);
    tests_are_run(&fixture);
    what_does_not_apply_is_said(&fixture);
    programs_are_run_from_subfolders(&fixture);
    a_dist_of_their_own_stays(&fixture);
}

/// Where no config has that name, production is what Bazel's own word for it does.
fn production_is_optimized_without_a_config(fixture: &Fixture) {
    let production = fixture.tk(&["build", "-p", "//:page"]).expect_code(0);
    assert!(
        production.stderr.contains("  PASS     //:page"),
        "{}",
        production.stderr
    );
    assert!(
        fixture.exists("bazel-out/k8-opt/bin/page.html") || fixture.exists("bazel-bin/page.html")
    );
}

fn a_failing_target_is_shown(fixture: &Fixture) {
    fixture.write("words.txt", "wrong\n");
    let failed = fixture.tk(&["build"]).expect_code(1);
    assert!(failed.stderr.contains("1:wrong"), "{}", failed.stderr);
    assert!(
        failed
            .stderr
            .contains("FAIL //:words (Genrule), exit code 1"),
        "{}",
        failed.stderr
    );
    assert!(
        failed.stderr.contains("  FAIL     //:words"),
        "{}",
        failed.stderr
    );
    fixture.write("words.txt", "word\n");
}

fn tests_are_run(fixture: &Fixture) {
    let passed = fixture.tk(&["test"]).expect_code(0);
    assert_eq!(passed.stdout, "1 passed, 0 failed\n");
    let failed = fixture.tk(&["test", "//app:bad_test"]).expect_code(3);
    assert_eq!(failed.stdout, "0 passed, 1 failed\n");
    assert!(
        failed.stderr.contains("expected 1, found 2"),
        "{}",
        failed.stderr
    );
}

fn what_does_not_apply_is_said(fixture: &Fixture) {
    fixture
        .tk(&["check"])
        .expect_code(64)
        .expect_stderr("this workspace has no check steps");
    fixture
        .tk(&["gen"])
        .expect_code(0)
        .expect_stderr("This workspace has no generated files.");
    fixture.tk(&["gen", "--check"]).expect_code(0);
    fixture
        .tk(&["verify"])
        .expect_code(64)
        .expect_stderr("this workspace has no steps, so dist/ has nothing to verify");
    fixture
        .tk(&["build", "--platform=linux-arm64"])
        .expect_code(64)
        .expect_stderr("pass a platform's label to Bazel instead: -- --platforms=LABEL");
    fixture
        .tk(&["build", "words"])
        .expect_code(64)
        .expect_stderr("this workspace has no steps");
    fixture
        .tk(&["build", "//:gone"])
        .expect_code(1)
        .expect_stderr("no such target '//:gone'");
    fixture
        .tk(&["artifacts"])
        .expect_code(66)
        .expect_stderr("no artifacts: ");
}

fn programs_are_run_from_subfolders(fixture: &Fixture) {
    let in_app = |arguments: &[&str]| {
        let mut command = fixture.command(arguments);
        let command = command.current_dir(fixture.root().join("app"));
        Ran::of(&command.env_remove("TK_ROOT").output().unwrap())
    };
    let ran = in_app(&["run", ":tool"]).expect_code(9);
    assert_eq!(ran.stdout, "tool of checkout\n");
    let built = in_app(&["build", "..."]).expect_code(0);
    assert!(!built.stderr.contains("//:page"), "{}", built.stderr);
    in_app(&["test", ":good_test"]).expect_code(0);
    // The line that is printed does the same.
    let dry = in_app(&["build", "--dry-run", "//:note"]).expect_code(0);
    assert!(!dry.stdout.contains("--config"), "{}", dry.stdout);
    let status = std::process::Command::new("sh")
        .args(["-c", dry.stdout.trim()])
        .current_dir(fixture.root().join("app"))
        .env_clear()
        .envs([("PATH", "/usr/bin:/bin"), ("USER", "tester")])
        .env("HOME", fixture.root().join("../home"))
        .output()
        .unwrap();
    assert!(status.status.success(), "{}\n{status:?}", dry.stdout);
}

fn a_dist_of_their_own_stays(fixture: &Fixture) {
    fixture.write("dist/app.js", "theirs");
    fixture
        .tk(&["clean"])
        .expect_code(0)
        .expect_stderr("Not created by tk, left alone: dist/app.js");
    assert_eq!(fixture.read("dist/app.js"), "theirs");
    assert!(fixture.exists("words.txt") && !fixture.exists("bazel-bin/page.html"));
    fixture
        .tk(&["clean", "--all"])
        .expect_code(0)
        .expect_stderr("freed in total");
    assert_eq!(fixture.read("dist/app.js"), "theirs");
    assert!(!fixture.exists(".tk"));
}

#[test]
fn a_workspace_without_a_root_package_is_built() {
    let fixture = new_kind();
    let built = fixture.tk(&["build"]).expect_code(0);
    for line in ["  PASS     //lib:words", "  PASS     //lib:page"] {
        assert!(
            built.stderr.contains(line),
            "no {line:?} in:\n{}",
            built.stderr
        );
    }
    let none = fixture.tk(&["test"]).expect_code(4);
    assert_eq!(none.stdout, "0 passed, 0 failed\n");
    fixture.write("lib/BUILD.bazel", "this is no Starlark (\n");
    fixture
        .tk(&["build"])
        .expect_code(1)
        .expect_stderr("lib/BUILD.bazel");
}

#[test]
fn many_targets_are_not_many_lines() {
    let fixture = new_kind();
    let rules = "\n[genrule(name = \"made-%d\" % n, outs = [\"made-%d\" % n], cmd = \"echo > $@\") for n in range(40)]\n";
    fixture.write("lib/BUILD.bazel", &format!("{BUILD}{rules}"));
    // The name of a file is not to be that of its rule.
    let text = fixture.read("lib/BUILD.bazel");
    fixture.write(
        "lib/BUILD.bazel",
        &text.replace("outs = [\"made-%d\" % n]", "outs = [\"made-%d.txt\" % n]"),
    );
    let built = fixture.tk(&["build"]).expect_code(0);
    let rows = built
        .stderr
        .lines()
        .filter(|line| line.starts_with("  PASS "));
    assert_eq!(rows.count(), 13, "{}", built.stderr);
    assert!(
        built.stderr.contains("  PASS     31 other targets"),
        "{}",
        built.stderr
    );
}
