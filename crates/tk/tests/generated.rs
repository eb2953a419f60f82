//! `tk gen` with a real Bazel: what is not in order is named with its cause, and updated as a whole.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod support;

use std::process::Stdio;
use std::time::{Duration, Instant};

use support::Fixture;

/// Files that two sources make, one of them into a folder.
const GENERATED: &str = r#"
load("//:fixture.bzl", "folder", "generated_test", "probe")

probe(
    name = "types.made",
    srcs = ["api.txt"],
    out = "types.made.ts",
    command = "! grep broken $2 || exit 3; { echo types of; cat $2; } > $1",
)

folder(
    name = "client.made",
    srcs = ["api.txt", "client.txt"],
    command = "mkdir $1/deep; cat $2 $3 > $1/one.ts; cat $3 > $1/deep/two.ts",
)

generated_test(
    name = "types_test",
    made = ":types.made",
    paths = ["types.ts"],
    sources = ["api.txt"],
    tags = ["tachikoma-generated"],
    update = "//gen:types",
)

generated_test(
    name = "client_test",
    made = ":client.made",
    paths = ["client"],
    sources = ["api.txt", "client.txt"],
    tags = ["tachikoma-generated"],
    update = "//gen:client",
)
"#;

fn fixture() -> Fixture {
    let fixture = Fixture::real();
    fixture.write("gen/BUILD.bazel", GENERATED);
    fixture.write("gen/api.txt", "api 1\n");
    fixture.write("gen/client.txt", "client 1\n");
    fixture
}

/// The rows of files that are not in order, without the blanks of a table.
fn rows(said: &str) -> Vec<String> {
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_row = |line: &String| {
        ["stale ", "missing ", "orphaned "]
            .iter()
            .any(|word| line.starts_with(word))
    };
    said.lines().map(words).filter(is_row).collect()
}

#[test]
fn all_drift_is_named_with_its_source_and_repaired_by_one_command() {
    let fixture = fixture();
    what_is_not_there_is_made(&fixture);
    each_kind_is_named_with_its_source(&fixture);
    a_build_warns_and_passes(&fixture);
    names_choose(&fixture);
    fixture
        .tk(&["gen"])
        .expect_code(0)
        .expect_stderr("removed gen/client/left.ts");
    assert_eq!(fixture.read("gen/client/deep/two.ts"), "client 1\n");
    assert_eq!(fixture.read("note.txt"), "updated\n");
    fixture.tk(&["gen", "--check"]).expect_code(0);
    let silent = fixture.tk(&["build", "page-build"]).expect_code(0);
    assert!(!silent.stderr.contains("warning:"), "{}", silent.stderr);
    a_generator_that_fails_changes_nothing(&fixture);
}

fn what_is_not_there_is_made(fixture: &Fixture) {
    let first = fixture.tk(&["gen", "--check"]).expect_code(75);
    let unknown = "not known what changed: not seen in order in this checkout";
    assert_eq!(
        rows(&first.stderr),
        [
            format!("missing gen/client/deep/two.ts //gen:client {unknown}"),
            format!("missing gen/client/one.ts //gen:client {unknown}"),
            format!("missing gen/types.ts //gen:types {unknown}"),
        ]
    );
    fixture
        .tk(&["gen"])
        .expect_code(0)
        .expect_stderr("Updated 3 files of 3 generated files.");
    assert_eq!(fixture.read("gen/client/one.ts"), "api 1\nclient 1\n");
    fixture
        .tk(&["gen", "--check"])
        .expect_code(0)
        .expect_stderr("In order: 3 generated files.");
}

fn each_kind_is_named_with_its_source(fixture: &Fixture) {
    fixture.write("gen/api.txt", "api 2\n");
    fixture.write("gen/client/left.ts", "nobody makes it\n");
    fixture.write("note.txt", "by hand\n");
    std::fs::remove_file(fixture.root().join("gen/client/deep/two.ts")).unwrap();
    let found = fixture.tk(&["gen", "--check"]).expect_code(75);
    assert_eq!(
        rows(&found.stderr),
        [
            "stale note.txt //:note the file itself was changed",
            "missing gen/client/deep/two.ts //gen:client changed: gen/api.txt",
            "orphaned gen/client/left.ts //gen:client changed: gen/api.txt",
            "stale gen/client/one.ts //gen:client changed: gen/api.txt",
            "stale gen/types.ts //gen:types changed: gen/api.txt",
        ]
    );
    assert!(
        found.stderr.contains("to update all, run: "),
        "{}",
        found.stderr
    );
    assert_eq!(
        fixture.read("note.txt"),
        "by hand\n",
        "a look changes nothing"
    );
}

fn a_build_warns_and_passes(fixture: &Fixture) {
    let warned = fixture.tk(&["build", "page-build"]).expect_code(0);
    let warnings: Vec<&str> = warned
        .stderr
        .lines()
        .filter(|line| line.contains("stale"))
        .collect();
    assert_eq!(warnings.len(), 1, "{}", warned.stderr);
    assert!(
        warnings[0].starts_with(
            "warning: note.txt and 4 other generated files are stale; to update, run: "
        ),
        "{warnings:?}"
    );
    // What made them stale is taken back: nothing is known of them now, but of the one that was changed itself.
    fixture.write("gen/api.txt", "api 1\n");
    let warned = fixture.tk(&["build", "page-build"]).expect_code(0);
    assert!(
        warned.stderr.contains("warning: note.txt is stale"),
        "{}",
        warned.stderr
    );
    fixture.write("gen/api.txt", "api 2\n");
}

fn names_choose(fixture: &Fixture) {
    fixture
        .tk(&["gen", "nothing"])
        .expect_code(64)
        .expect_stderr("no generated files named \"nothing\"");
    let found = fixture
        .tk(&["gen", "--check", "gen/types.ts"])
        .expect_code(75);
    assert_eq!(
        rows(&found.stderr),
        ["stale gen/types.ts //gen:types changed: gen/api.txt"]
    );
    fixture
        .tk(&["gen", "types"])
        .expect_code(0)
        .expect_stderr("wrote gen/types.ts");
    let found = fixture
        .tk(&["gen", "--check", "--json", "//gen/..."])
        .expect_code(75);
    let drift = found
        .stdout
        .lines()
        .find(|line| line.contains(r#""event":"drift""#))
        .unwrap();
    for part in [
        r#""path":"gen/client/deep/two.ts""#,
        r#""state":"missing""#,
        r#""label":"//gen:client""#,
        r#""sources":["gen/api.txt"]"#,
    ] {
        assert!(drift.contains(part), "no {part} in {drift}");
    }
    assert!(
        !found.stdout.contains(r#""path":"gen/types.ts""#),
        "{}",
        found.stdout
    );
}

fn a_generator_that_fails_changes_nothing(fixture: &Fixture) {
    fixture.write("gen/api.txt", "broken\n");
    fixture.write("gen/client.txt", "client 2\n");
    fixture
        .tk(&["gen"])
        .expect_code(1)
        .expect_stderr("//gen:types.made");
    assert_eq!(fixture.read("gen/client/one.ts"), "api 2\nclient 1\n");
}

#[test]
fn a_target_that_says_nothing_of_its_files_is_named() {
    let fixture = Fixture::real();
    let build = fixture.read("BUILD.bazel");
    let silent = "probe_test(name = \"silent_test\", command = \"exit 0\", tags = [\"tachikoma-generated\"])\n";
    fixture.write("BUILD.bazel", &format!("{build}\n{silent}"));
    fixture
        .tk(&["gen", "--check"])
        .expect_code(65)
        .expect_stderr(
            "//:silent_test has the tag tachikoma-generated, but does not say which files are made",
        );
}

#[test]
fn killed_at_any_moment_no_file_is_half_written_and_the_next_run_repairs_all() {
    let fixture = fixture();
    fixture.tk(&["gen"]).expect_code(0);
    let files = [
        "gen/types.ts",
        "gen/client/one.ts",
        "gen/client/deep/two.ts",
    ];
    let mut whole = Duration::from_secs(2);
    for round in 0..20 {
        let before = files.map(|file| fixture.read(file));
        fixture.write("gen/api.txt", &format!("api {round}\n").repeat(2000));
        fixture.write("gen/client.txt", &format!("client {round}\n").repeat(2000));
        let began = Instant::now();
        let mut child = fixture
            .command(&["gen"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(whole.mul_f64(fastrand::f64()));
        child.kill().unwrap();
        child.wait().unwrap();
        let left = files.map(|file| fixture.read(file));
        fixture.tk(&["gen"]).expect_code(0);
        whole = began.elapsed();
        let after = files.map(|file| fixture.read(file));
        assert_eq!(after[2], format!("client {round}\n").repeat(2000));
        for place in 0..files.len() {
            let is_whole = left[place] == before[place] || left[place] == after[place];
            assert!(
                is_whole,
                "{} is half written in round {round}",
                files[place]
            );
        }
        fixture.tk(&["gen", "--check"]).expect_code(0);
    }
    assert!(!fixture.exists(".tk/update"), "nothing is left behind");
}
