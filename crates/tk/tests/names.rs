//! Targets with every kind of name, in what `tk` shows and is asked, with a real Bazel.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod support;

use support::{Fixture, Ran};

/// Names in the package `//odd+dir`, each of another kind, that Bazel itself can test.
const NAMES: [&str; 10] = [
    "plain",
    "a/b",
    "b",
    "b/c/b",
    "e++",
    "f@g=h",
    "i,j~k",
    "l#m",
    "n(o)[p]{q}",
    "v/all",
];

/// Files with other letters: Bazel 7 cannot make runfiles for programs with such names.
const OTHERS: &str = r#"
probe(name = "grüße", out = "grüße.out", command = "echo 'src/grüße.c:3:4: error: no'; exit 1", tags = ["manual"])
probe(name = "漢字", out = "漢字.out", command = "echo 'src/漢字.c:3:4: error: no'; exit 1", tags = ["manual"])
probe(name = "c d", out = "c d.out", command = "echo 'src/c d.c:3:4: error: no'; exit 1", tags = ["manual"])
alias(name = "alias_test", actual = ":plain_test")
alias(name = "alias_of_alias", actual = ":alias_test")
alias(name = "e f", actual = ":c d", tags = ["manual"])
alias(name = "g/h", actual = ":e f", tags = ["manual"])
test_suite(name = "suite", tests = [":e++_test", ":b_test"], tags = ["manual"])
update(name = "c d_run", command = "echo runs in $BUILD_WORKING_DIRECTORY")
"#;

/// A workspace as before Bzlmod, with another repository.
fn fixture() -> Fixture {
    let fixture = Fixture::of_others("common --noenable_bzlmod --enable_workspace\n");
    fixture.write(
        "WORKSPACE",
        "workspace(name = \"own\")\nlocal_repository(name = \"far\", path = \"../far\")\n",
    );
    fixture.write("fixture.bzl", include_str!("fixture/fixture.bzl"));
    fixture.write("BUILD", "");
    fixture.write("../far/WORKSPACE", "");
    fixture.write(
        "../far/BUILD",
        "load(\"@own//:fixture.bzl\", \"probe_test\")\nprobe_test(name = \"far_test\", command = \"exit 1\")\n",
    );
    let tests: Vec<String> = NAMES
        .iter()
        .map(|name| format!("probe_test(name = \"{name}_test\", command = \"echo 'src/{name}.c:3:4: error: no'; exit 1\")\n"))
        .collect();
    fixture.write(
        "odd+dir/BUILD",
        &format!(
            "load(\"//:fixture.bzl\", \"probe\", \"probe_test\", \"update\")\n{}{OTHERS}",
            tests.concat()
        ),
    );
    fixture
}

/// Bazel 7 crashes on labels outside of ASCII where its server was started without a locale that has them.
fn tk(fixture: &Fixture, arguments: &[&str]) -> Ran {
    let mut command = fixture.command(arguments);
    Ran::of(&command.env("LANG", "C.UTF-8").output().unwrap())
}

#[test]
fn names_are_whole_wherever_they_are_shown_and_understood_wherever_they_are_asked() {
    let fixture = fixture();
    let ran = tk(
        &fixture,
        &["test", "--junit=junit.xml", "//...", "@far//..."],
    );
    let ran = ran.expect_code(3);
    assert_eq!(ran.stdout, "0 passed, 11 failed\n");
    let junit = fixture.read("junit.xml");
    for name in NAMES {
        let heading = format!("FAIL //odd+dir:{name}_test (TestRunner), at src/{name}.c:3:4\n");
        assert!(ran.stderr.contains(&heading), "{name}: {}", ran.stderr);
        let case = format!("<testcase name=\"{name}_test\" classname=\"//odd+dir\"");
        assert_eq!(junit.matches(&case).count(), 1, "{name}: {junit}");
    }
    why_knows_what_is_meant(&fixture);
    places_are_found(&fixture);
    an_alias_fails_with_what_it_stands_for(&fixture);
    only_what_failed_runs_again(&fixture);
    programs_are_run_where_they_are_asked_for(&fixture);
}

fn why_knows_what_is_meant(fixture: &Fixture) {
    for (word, meant) in [
        ("//odd+dir:a/b_test", "//odd+dir:a/b_test (TestRunner) ran"),
        ("@//odd+dir:a/b_test", "//odd+dir:a/b_test (TestRunner) ran"),
        (
            "odd+dir/b/c/b_test",
            "//odd+dir:b/c/b_test (TestRunner) ran",
        ),
        (
            "//odd+dir:alias_of_alias",
            "//odd+dir:plain_test (TestRunner) ran",
        ),
        ("//odd+dir:suite", "//odd+dir:e++_test (TestRunner) ran"),
        ("@far//:far_test", "@far//:far_test (TestRunner) ran"),
    ] {
        let ran = tk(fixture, &["why", word]).expect_code(0);
        assert!(ran.stdout.contains(meant), "{word}: {ran:?}");
    }
}

fn places_are_found(fixture: &Fixture) {
    for name in ["grüße", "漢字", "c d"] {
        let label = format!("@//odd+dir:{name}");
        let heading = format!("FAIL //odd+dir:{name} (Probe), exit code 1, at src/{name}.c:3:4\n");
        let ran = tk(fixture, &["build", &label]).expect_code(1);
        ran.expect_stderr(&heading);
    }
}

/// Also beside what failed by itself.
fn an_alias_fails_with_what_it_stands_for(fixture: &Fixture) {
    let targets = ["//odd+dir:grüße", "//odd+dir:g/h"];
    let arguments = [&["build", "-k", "--junit=junit.xml"][..], &targets].concat();
    let ran = tk(fixture, &arguments).expect_code(1);
    let cause = "it needs //odd+dir:c d, which failed";
    assert!(
        ran.stderr
            .lines()
            .any(|line| line.starts_with("  FAIL     //odd+dir:g/h ") && line.ends_with(cause)),
        "{}",
        ran.stderr
    );
    let junit = fixture.read("junit.xml");
    let failure = format!("<failure message=\"{cause}\" type=\"bazel\"/>");
    assert!(junit.contains(&failure), "{junit}");
}

fn only_what_failed_runs_again(fixture: &Fixture) {
    let ran = tk(fixture, &["test", "--failed"]).expect_code(3);
    assert_eq!(ran.stdout, "0 passed, 11 failed\n", "{}", ran.stderr);
    assert!(!ran.stderr.contains("no longer exists"), "{}", ran.stderr);
}

fn programs_are_run_where_they_are_asked_for(fixture: &Fixture) {
    let folder = fixture.root().join("odd+dir");
    let mut command = fixture.command(&["run", ":c d_run"]);
    let ran = Ran::of(
        &command
            .env("LANG", "C.UTF-8")
            .current_dir(&folder)
            .output()
            .unwrap(),
    );
    let ran = ran.expect_code(0);
    assert_eq!(ran.stdout, format!("runs in {}\n", folder.display()));
}
