//! The history, `tk why` and `tk profile` with a real Bazel and a real, small workspace.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod support;

use std::fs;

use support::Fixture;

/// What a command wrote to standard output.
fn out(fixture: &Fixture, arguments: &[&str]) -> String {
    fixture.tk(arguments).expect_code(0).stdout
}

#[track_caller]
fn contains(text: &str, part: &str) {
    assert!(text.contains(part), "no {part:?} in:\n{text}");
}

#[test]
fn builds_are_recorded_shown_compared_and_explained() {
    let fixture = Fixture::real();
    fixture
        .tk(&["history"])
        .expect_code(66)
        .expect_stderr("no builds recorded yet");
    fixture.tk(&["build"]).expect_code(0);
    let why = out(&fixture, &["why", "//:page"]);
    contains(&why, "//:page (Probe) ran because it never ran");

    fixture.tk(&["build"]).expect_code(0);
    let why = out(&fixture, &["why", "//:page"]);
    contains(&why, "//:page was up to date in #2; it last ran in #1:");

    fixture.write("source.txt", "other\n");
    fixture.tk(&["build", "page-build"]).expect_code(0);
    let why = out(&fixture, &["why", "//:page"]);
    contains(&why, "//:page (Probe) ran because checked.txt changed");
    contains(
        &why,
        "  checked.txt was rebuilt by //:checked (Probe) because source.txt changed",
    );
    let step = out(&fixture, &["why", "check"]);
    contains(&step, "//:checked (Probe) ran because source.txt changed");

    let table = out(&fixture, &["history"]);
    contains(&table, "#3  ");
    contains(&table, "build page-build");
    assert_eq!(table.lines().count(), 4, "{table}");
    let shown = out(&fixture, &["history", "show", "3"]);
    contains(&shown, "#3  tk build page-build");
    contains(&shown, "page-build");
    let diff = out(&fixture, &["history", "diff", "2", "3"]);
    contains(&diff, "#2 -> #3");
    contains(&diff, "up to date -> ");
    contains(
        &out(&fixture, &["history", "trends", "page-build"]),
        "2 runs",
    );

    failures_are_compared(&fixture);
    other_reasons_are_found(&fixture);
    profiles_are_kept(&fixture);
    machines_read_it_too(&fixture);
    wrong_questions_are_answered(&fixture);
}

fn failures_are_compared(fixture: &Fixture) {
    fixture.write("source.txt", "wrong\n");
    fixture.tk(&["build"]).expect_code(1);
    let why = out(fixture, &["why", "//:checked"]);
    contains(
        &why,
        "//:checked (Probe) ran, and failed with exit code 7, because source.txt changed",
    );
    let diff = out(fixture, &["history", "diff", "3", "4"]);
    contains(&diff, "new failure: //:checked (Probe)");
    fixture.tk(&["build"]).expect_code(1);
    contains(
        &out(fixture, &["why", "//:checked"]),
        "because it failed in the previous build: nothing changed since #4",
    );

    fixture.write("source.txt", "exit 0\n");
    fixture.tk(&["build"]).expect_code(0);
    contains(
        &out(fixture, &["history", "diff", "5", "6"]),
        "no longer fails: //:checked (Probe)",
    );
}

fn other_reasons_are_found(fixture: &Fixture) {
    let page = fixture
        .root()
        .join("bazel-bin/page.html")
        .canonicalize()
        .unwrap();
    fs::remove_file(page).unwrap();
    fixture.tk(&["build"]).expect_code(0);
    contains(
        &out(fixture, &["why", "//:page"]),
        "one of its outputs was deleted or overwritten",
    );

    let rules = fixture.read("BUILD.bazel");
    fixture.write(
        "BUILD.bazel",
        &rules.replace("echo '<html>'", "echo '<HTML>'"),
    );
    fixture.tk(&["build"]).expect_code(0);
    contains(
        &out(fixture, &["why", "//:page"]),
        "its command line changed",
    );

    fixture.tk(&["build", "-p", "program-build"]).expect_code(0);
    contains(
        &out(fixture, &["why", "//:program"]),
        "it never ran in this configuration",
    );
    fixture.tk(&["build", "--no-history"]).expect_code(0);
    assert_eq!(
        out(fixture, &["history", "--limit", "1"]).lines().count(),
        2
    );
    contains(&out(fixture, &["history", "--limit", "1"]), "#9 ");
}

fn profiles_are_kept(fixture: &Fixture) {
    let profile = out(fixture, &["profile"]);
    contains(&profile, "Build #9: ");
    contains(&profile, "Phases");
    contains(&profile, "//:program (Probe)");
    contains(&profile, "Actions by kind");
    fixture
        .tk(&["profile", "9", "--perfetto", "trace.json"])
        .expect_code(0)
        .expect_stderr("wrote trace.json");
    let trace: serde_json::Value = serde_json::from_str(&fixture.read("trace.json")).unwrap();
    assert!(trace["traceEvents"].as_array().unwrap().len() > 10);
    contains(&out(fixture, &["profile", "trace.json"]), "trace.json: ");
    fixture
        .tk(&["profile", "9", "--html", "build.html"])
        .expect_code(66)
        .expect_stderr("cannot find the viewer page");
    let place = r#"<script type="application/json" id="report"></script>"#;
    fixture.write(".tk/viewer.html", &format!("<html>{place}</html>"));
    fixture
        .tk(&["profile", "9", "--html", "build.html"])
        .expect_code(0);
    contains(&fixture.read("build.html"), "program-build");
}

fn machines_read_it_too(fixture: &Fixture) {
    for arguments in [
        &["history", "--json"][..],
        &["history", "show", "last", "--json"],
        &["history", "diff", "--json"],
        &["history", "trends", "--json"],
        &["why", "//:program", "--json"],
        &["profile", "--json"],
    ] {
        let json: serde_json::Value = serde_json::from_str(&out(fixture, arguments)).unwrap();
        assert_eq!(json["version"], 1, "{arguments:?}");
    }
    let why: serde_json::Value =
        serde_json::from_str(&out(fixture, &["why", "//:page", "--build", "3", "--json"])).unwrap();
    assert_eq!(why["actions"][0]["reason"]["kind"], "changed");
    assert_eq!(why["actions"][0]["because"][0]["label"], "//:checked");
}

fn wrong_questions_are_answered(fixture: &Fixture) {
    fixture
        .tk(&["why", "//:nothing"])
        .expect_code(66)
        .expect_stderr("the history has no record of //:nothing");
    fixture
        .tk(&["why", "pgae-build"])
        .expect_code(64)
        .expect_stderr("did you mean page-build");
    fixture
        .tk(&["history", "show", "99"])
        .expect_code(64)
        .expect_stderr("build 99 not found");
    fixture
        .tk(&["history", "show", "x"])
        .expect_code(64)
        .expect_stderr("invalid build");
}

#[test]
fn a_history_that_cannot_be_written_fails_no_build() {
    let fixture = Fixture::real();
    fixture.tk(&["build", "page-build"]).expect_code(0);
    fixture.write(
        ".tk/history.sqlite",
        "this is no database, and long enough to look at\n",
    );
    fixture
        .tk(&["build", "page-build"])
        .expect_code(0)
        .expect_stderr("the history was damaged: starting a new one, the old one is now ");
    assert!(fixture.exists(".tk/history.sqlite.damaged-1"));
    contains(&out(&fixture, &["history"]), "#1 ");

    fs::remove_dir_all(fixture.root().join(".tk")).unwrap();
    fixture.write(".tk/history.sqlite/in-the-way", "");
    fixture
        .tk(&["build", "page-build"])
        .expect_code(0)
        .expect_stderr("warning: this build is not in the history: cannot use ");
    fs::remove_dir_all(fixture.root().join(".tk")).unwrap();
    fixture.tk(&["build", "page-build"]).expect_code(0);
    assert_eq!(fixture.read(".tk/.gitignore"), "*\n");
    contains(&out(&fixture, &["history"]), "#1 ");
}

#[test]
fn tests_have_reasons_too() {
    let fixture = Fixture::real();
    fixture.tk(&["test", "//:note_test"]).expect_code(0);
    fixture.write("note.txt", "updated twice\n");
    fixture.tk(&["test", "//:note_test"]).expect_code(0);
    contains(
        &out(&fixture, &["why", "//:note_test"]),
        "//:note_test (TestRunner) ran because note.txt changed",
    );
    contains(&out(&fixture, &["history", "show"]), "tests: 1 passed");
}
