//! Packages and targets that cannot be analyzed: one failure for each fault, with its reason.

use serde_json::Value;

use crate::support::Fixture;
use crate::{failures, report, workspace};

/// Packages with something that cannot be analyzed, each with the label, the line and the words that are right.
const UNFIT: &[(&str, &str, &str, &str)] = &[
    (
        "attribute",
        "\ngenrule(name = \"wrong\", outs = [\"a\"], cmd = [\"a\"])",
        "//attribute:wrong",
        "expected value of type",
    ),
    (
        "my dir",
        "\ngenrule(name = \"w w\", outs = [\"a\"], cmd = [\"a\"])",
        "//my dir:w w",
        "expected value of type",
    ),
    (
        "odd+dir",
        "load(\"//:unfit.bzl\", \"unfit\")\nunfit(name = \"it's/r r\")",
        "//odd+dir:it's/r r",
        "this rule never works",
    ),
    (
        "twice",
        "filegroup(name = \"g\")\nfilegroup(name = \"g\")",
        "//twice:all",
        "conflicts with existing",
    ),
    (
        "empty",
        "\nfilegroup(name = \"g\", srcs = glob([\"*.no\"], allow_empty = False))",
        "//empty:all",
        "didn't match anything",
    ),
    (
        "macro",
        "load(\"//:unfit.bzl\", \"never\")\nnever()",
        "//macro:all",
        "this macro never works",
    ),
    (
        "symbol",
        "\nload(\"//:unfit.bzl\", \"nothing\")",
        "//symbol:all",
        "does not contain symbol",
    ),
    (
        "dependency",
        "\ngenrule(name = \"d\", srcs = [\"//gone:x\"], outs = [\"d\"], cmd = \"\")",
        "//gone:x",
        "no such package",
    ),
    (
        "rule",
        "load(\"//:unfit.bzl\", \"unfit\")\nunfit(name = \"r\")\nfilegroup(name = \"also\", srcs = [\":r\"])",
        "//rule:r",
        "this rule never works",
    ),
    (
        "same",
        "load(\"//:unfit.bzl\", \"same\")\nsame(name = \"one\")\nsame(name = \"two\")",
        "//same:two",
        "conflicting actions",
    ),
];

const UNFIT_RULES: &str = r#"
def never():
    fail("this macro never works")

def _unfit_impl(ctx):
    fail("this rule never works")

def _same_impl(ctx):
    file = ctx.actions.declare_file("same.txt")
    ctx.actions.write(file, ctx.label.name)
    return [DefaultInfo(files = depset([file]))]

unfit = rule(implementation = _unfit_impl)
same = rule(implementation = _same_impl)
"#;

fn unfit() -> Fixture {
    let fixture = workspace();
    fixture.write("unfit.bzl", UNFIT_RULES);
    for (package, text, _, _) in UNFIT {
        fixture.write(&format!("{package}/BUILD"), text);
    }
    fixture
}

#[test]
fn what_cannot_be_analyzed_is_one_failure_with_its_reason() {
    let fixture = unfit();
    let ran = fixture
        .tk(&["build", "-k", "//...", "--json"])
        .expect_code(1);
    let mut labels = failures(&ran);
    let mut expected: Vec<&str> = UNFIT.iter().map(|(_, _, label, _)| *label).collect();
    // Which of the two comes first is chance.
    labels
        .iter_mut()
        .for_each(|it| *it = it.replace("same:one", "same:two"));
    labels.sort();
    expected.sort_unstable();
    assert_eq!(labels, expected, "{}", ran.stderr);
    let report = report(&ran);
    for (package, text, label, reason) in UNFIT {
        let failures = report["failures"].as_array().unwrap();
        let is_own = |it: &&Value| {
            it["label"]
                .to_string()
                .replace("same:one", "same:two")
                .contains(label)
        };
        let failure = failures.iter().find(is_own).unwrap();
        let message = failure["message"].as_str().unwrap();
        assert!(message.contains(reason), "{label}: {message}");
        let place = &failure["location"];
        let file = place["file"].as_str().unwrap_or_default();
        assert!(
            file.starts_with(package) || file == "unfit.bzl",
            "{failure}"
        );
        let line = place["line"].as_u64().unwrap() as usize;
        assert!(line <= text.lines().count().max(10), "{failure}");
    }
    let targets = report["targets"].as_array().unwrap();
    let also = targets
        .iter()
        .find(|it| it["label"] == "//rule:also")
        .unwrap();
    assert_eq!(also["reason"], "it needs //rule:r, which failed");
    for noise in [
        "ERROR: Traceback",
        "ERROR: package contains errors",
        "command succeeded",
    ] {
        assert!(!ran.stderr.contains(noise), "{}", ran.stderr);
    }
}

#[test]
fn the_first_that_cannot_be_analyzed_ends_the_build_with_its_reason() {
    let fixture = unfit();
    for (package, _, label, _) in UNFIT {
        let ran = fixture.tk(&["build", &format!("//{package}/..."), "--json"]);
        let told: Vec<_> = failures(&ran)
            .iter()
            .map(|it| it.replace("same:one", "same:two"))
            .collect();
        assert_eq!(told, [*label], "{}", ran.stderr);
    }
}
