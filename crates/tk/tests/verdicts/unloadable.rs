//! Packages that cannot be loaded: each is told of once, with its reason, and is no test.

use crate::support::{Fixture, Ran};
use crate::{failures, last_line, report, workspace};

/// A workspace with two packages that cannot be loaded.
fn unloadable() -> Fixture {
    let fixture = workspace();
    fixture.write(
        "broken/BUILD",
        "load(\"@nowhere//:def.bzl\", \"x\")\nx(name = \"x\")\n",
    );
    fixture.write("torn/BUILD", "\ngenrule(name = \"a\"\n");
    fixture
}

#[test]
fn a_package_that_cannot_be_loaded_has_label_place_and_reason() {
    let fixture = unloadable();
    let arguments = [
        "build",
        "-k",
        "//...",
        "--json",
        "--github",
        "--junit=out.xml",
    ];
    let ran = fixture.tk(&arguments).expect_code(1);
    let mut labels = failures(&ran);
    labels.sort();
    assert_eq!(labels, ["//broken:all", "//torn:all"], "{}", ran.stderr);
    let report = report(&ran);
    for failure in report["failures"].as_array().unwrap() {
        let (label, reason) = match failure["label"].as_str().unwrap() {
            "//broken:all" => ("broken/BUILD", "nowhere"),
            _ => ("torn/BUILD", "syntax error"),
        };
        let message = failure["message"].as_str().unwrap();
        assert!(message.contains(reason), "{message}");
        assert_eq!(failure["location"]["file"], label, "{failure}");
        let place = format!("::error file={label},line=");
        assert!(
            ran.stderr.contains(&place),
            "no {place} in:\n{}",
            ran.stderr
        );
    }
    let junit = fixture.read("out.xml");
    for name in ["//broken:all", "//torn:all"] {
        assert!(
            junit.contains(&format!("<testcase name=\"{name}\"")),
            "{junit}"
        );
    }
    assert!(!junit.contains("name=\"bazel\""), "{junit}");
    packages_are_no_failed_tests(&fixture);
}

/// Of the tests of a package that cannot be loaded nothing is known, and none of them ran.
fn packages_are_no_failed_tests(fixture: &Fixture) {
    for (targets, expected) in [
        (&["-k", "//torn/..."][..], "0 passed, 1 package not loaded"),
        (
            &["-k", "//..."],
            "1 passed, 1 skipped, 2 packages not loaded",
        ),
        (
            &["-k", "//...", "//:bad_test"],
            "1 passed, 1 failed, 1 skipped, 2 packages not loaded",
        ),
        (&["//torn/..."], "0 passed, 1 package not loaded"),
    ] {
        let page = fixture.root().join("page.md");
        let arguments = [&["test", "--github"], targets].concat();
        let mut command = fixture.command(&arguments);
        let command = command.env("GITHUB_STEP_SUMMARY", &page);
        let ran = Ran::of(&command.output().unwrap());
        assert_eq!(last_line(&ran), expected, "{ran:?}");
        let packages = expected.rsplit(", ").next().unwrap();
        let number = packages.split(' ').next().unwrap();
        ran.expect_stderr(&format!("\n  packages       {number} not loaded\n"));
        assert!(fixture.read("page.md").contains(packages), "{targets:?}");
        std::fs::remove_file(page).unwrap();
    }
}

#[test]
fn a_package_that_cannot_be_loaded_is_told_of_once_whatever_bazel_shows() {
    let fixture = unloadable();
    let first = fixture.tk(&["build", "//broken/...", "--json"]);
    assert_eq!(failures(&first), ["//broken:all"], "{}", first.stderr);
    assert!(!first.stderr.contains("//..."), "{}", first.stderr);
    let filtered = ["build", "-k", "//torn/...", "--json", "--"];
    let filtered = fixture.tk(&[&filtered[..], &["--ui_event_filters=-error"]].concat());
    assert_eq!(failures(&filtered), ["//torn:all"], "{}", filtered.stderr);
}

#[test]
fn a_link_of_a_copied_checkout_is_named() {
    let fixture = workspace();
    let outputs = fixture.root().join("../original/execroot/_main");
    std::fs::create_dir_all(outputs.join("lib")).unwrap();
    std::fs::write(outputs.join("lib/BUILD"), "load(\":gone.bzl\", \"x\")\n").unwrap();
    std::os::unix::fs::symlink(&outputs, fixture.root().join("bazel-original")).unwrap();
    let next = "next: bazel-original is a link to the outputs of another checkout";
    for arguments in [&["build", "//..."][..], &["test", "-k", "//..."]] {
        let ran = fixture.tk(arguments).expect_code(1);
        ran.expect_stderr(next);
    }
    std::fs::remove_file(fixture.root().join("bazel-original")).unwrap();
    let ran = fixture.tk(&["build", "//:ok_test"]).expect_code(0);
    assert!(!ran.stderr.contains("next:"), "{}", ran.stderr);
}
