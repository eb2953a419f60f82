//! `tk affected` and `--affected` with the real Bazel and git.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod support;

use std::process::Command;

use support::{Fixture, PROGRAM_RULES, Ran};

/// What Bazel needs to work without a registry.
const OFFLINE: &str = "common --noenable_bzlmod --enable_workspace\n";

const BUILD: &str = r#"
load(":rules.bzl", "program_test")

genrule(name = "one", srcs = ["one.txt"], outs = ["one.out"], cmd = "cat $< > $@")
genrule(name = "two", srcs = [":one"], outs = ["two.out"], cmd = "cat $< > $@")
genrule(name = "other", outs = ["other.out"], cmd = "echo > $@")
genrule(name = "hand", outs = ["hand.out"], cmd = "false", tags = ["manual"])
alias(name = "current", actual = ":one")
program_test(name = "two_test", command = "exit 0", data = [":two"])
program_test(name = "other_test", command = "exit 0")
"#;

fn git(fixture: &Fixture, words: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@example.org"])
        .args(words)
        .current_dir(fixture.root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{words:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn workspace() -> Fixture {
    let fixture = Fixture::of_others(OFFLINE);
    fixture.write("WORKSPACE", "workspace(name = \"small\")\n");
    fixture.write("BUILD", BUILD);
    fixture.write("rules.bzl", PROGRAM_RULES);
    fixture.write("one.txt", "one\n");
    fixture.write(".gitignore", "bazel-*\n");
    git(&fixture, &["init", "-q", "-b", "main"]);
    git(&fixture, &["add", "-A"]);
    git(&fixture, &["commit", "-q", "-m", "base"]);
    fixture
}

fn labels(ran: &Ran) -> Vec<&str> {
    assert_eq!(ran.code, Some(0), "{ran:?}");
    ran.stdout.lines().collect()
}

#[test]
fn what_a_change_reaches_is_named_built_and_tested() {
    let fixture = workspace();
    let ran = fixture.tk(&["affected"]);
    assert!(labels(&ran).is_empty(), "{ran:?}");
    assert!(ran.stderr.contains("0 of 6 targets affected"), "{ran:?}");
    let ran = fixture.tk(&["test", "--affected"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(ran.stdout, "0 passed, 0 failed\n");

    fixture.write("one.txt", "another\n");
    let ran = fixture.tk(&["affected"]);
    assert_eq!(
        labels(&ran),
        ["//:current", "//:one", "//:two", "//:two_test"]
    );
    let ran = fixture.tk(&["affected", "//...", "-//:current", "--why"]);
    let told = labels(&ran).join("\n");
    assert!(told.contains("//:one\n  one.txt has changed\n"), "{told}");
    assert!(
        told.contains("//:two\n  one.txt has changed, through //:one\n"),
        "{told}"
    );
    assert!(!told.contains("//:current"), "{told}");
    let ran = fixture.tk(&["test", "--affected", "--base", "HEAD"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(ran.stdout, "1 passed, 0 failed\n");
    let ran = fixture.tk(&["build", "--affected", "//:other", "//:two"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(fixture.exists("bazel-bin/two.out") && !fixture.exists("bazel-bin/other.out"));
    // Committed on a branch of its own, it is the same.
    git(&fixture, &["checkout", "-q", "-b", "change"]);
    git(&fixture, &["commit", "-q", "-a", "-m", "change"]);
    assert_eq!(labels(&fixture.tk(&["affected"])).len(), 4);
    assert!(labels(&fixture.tk(&["affected", "--base", "change"])).is_empty());
}

#[test]
fn programs_are_told_what_is_new_gone_and_unsure() {
    let fixture = workspace();
    let build = BUILD.replace(
        "\"other\", outs = [\"other.",
        "\"renamed\", outs = [\"renamed.",
    );
    fixture.write("BUILD", &format!("{build}\n# comment\n"));
    let rc = fixture.read(".bazelrc");
    fixture.write(".bazelrc", &format!("{rc}test --test_arg=quick\n"));
    let ran = fixture.tk(&["affected", "--json"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let json: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(json["of"], 6);
    assert_eq!(json["removed"], serde_json::json!(["//:other"]));
    assert_eq!(json["takesMore"], serde_json::json!(["testOptions"]));
    let targets = json["targets"].as_array().unwrap();
    let label = |target: &serde_json::Value| target["label"].as_str().unwrap().to_owned();
    let found: Vec<String> = targets.iter().map(label).collect();
    assert_eq!(found, ["//:other_test", "//:renamed", "//:two_test"]);
    assert_eq!(
        targets[1]["cause"],
        serde_json::json!({ "kind": "target", "isNew": true, "by": ["BUILD"] })
    );
    assert_eq!(
        targets[0]["cause"]["added"],
        serde_json::json!(["--test_arg=quick"])
    );
    assert_eq!(targets[0]["isTest"], true);
}

#[test]
fn what_cannot_be_compared_is_named() {
    let fixture = workspace();
    let ran = fixture.tk(&["affected", "--base", "nowhere"]);
    assert_eq!(ran.code, Some(66), "{ran:?}");
    assert!(
        ran.stderr.contains("git knows no revision \"nowhere\""),
        "{ran:?}"
    );

    git(&fixture, &["branch", "-m", "mine"]);
    let ran = fixture.tk(&["build", "--affected"]);
    assert_eq!(ran.code, Some(66), "{ran:?}");
    assert!(ran.stderr.contains("--base REV"), "{ran:?}");

    fixture.write("BUILD", "broken(\n");
    git(&fixture, &["commit", "-q", "-a", "-m", "broken"]);
    fixture.write("BUILD", BUILD);
    let ran = fixture.tk(&["affected", "--base", "HEAD"]);
    assert_eq!(ran.code, Some(65), "{ran:?}");
    assert!(ran.stderr.contains("cannot be compared with"), "{ran:?}");
    let ran = fixture.tk(&["affected", "--base", "HEAD~1"]);
    assert!(labels(&ran).is_empty(), "{ran:?}");

    std::fs::remove_dir_all(fixture.root().join(".git")).unwrap();
    let ran = fixture.tk(&["affected"]);
    assert_eq!(ran.code, Some(65), "{ran:?}");
    assert!(ran.stderr.contains("is not in a git repository"), "{ran:?}");
    let ran = fixture.tk(&["build", "--base", "HEAD"]);
    assert_eq!(ran.code, Some(64), "{ran:?}");
}

#[test]
fn a_shallow_clone_says_what_it_lacks() {
    let fixture = workspace();
    git(&fixture, &["commit", "-q", "--allow-empty", "-m", "second"]);
    let shallow = Fixture::of_others(OFFLINE);
    let from = format!("file://{}", fixture.root().display());
    let base = git(&fixture, &["rev-parse", "HEAD~1"]);
    git(&shallow, &["init", "-q", "-b", "main"]);
    git(&shallow, &["fetch", "-q", "--depth=1", &from, "main"]);
    git(&shallow, &["reset", "-q", "--hard", "FETCH_HEAD"]);
    let ran = shallow.tk(&["affected", "--base", base.trim()]);
    assert_eq!(ran.code, Some(66), "{ran:?}");
    assert!(ran.stderr.contains("this clone is shallow"), "{ran:?}");
    assert!(ran.stderr.contains("git fetch --unshallow"), "{ran:?}");
}
