//! What becomes of `dist/` with a real Bazel: verified, listed, removed, made again.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod support;

use support::{Fixture, Ran};

#[test]
fn artifacts_are_verified_listed_and_removed() {
    let fixture = Fixture::real();
    production_is_verified(&fixture);
    artifacts_are_listed_and_removed(&fixture);
    clean_says_what_it_frees(&fixture);
    everything_goes_but_what_others_made(&fixture);
}

fn production_is_verified(fixture: &Fixture) {
    let verified = fixture.tk(&["verify"]).expect_code(0);
    assert!(
        verified.stdout.contains("PASS  every file (2, "),
        "{}",
        verified.stdout
    );
    assert!(
        verified.stderr.contains("PASS     release"),
        "{}",
        verified.stderr
    );
    fixture.write(
        "source.txt",
        &format!("# {}/secret\n", fixture.root().display()),
    );
    let failed = fixture.tk(&["verify"]).expect_code(76);
    assert!(
        failed.stdout.contains("FAIL  program contains "),
        "{}",
        failed.stdout
    );
}

fn artifacts_are_listed_and_removed(fixture: &Fixture) {
    fixture.write("source.txt", "exit 0\n");
    fixture.tk(&["build", "-p"]).expect_code(0);
    let list = fixture.tk(&["artifacts"]).expect_code(0).stdout;
    let first = list.lines().next().unwrap();
    assert!(
        first.starts_with("linux-x64  production  no commit  just now  2 files  "),
        "{list}"
    );
    assert!(
        list.contains("  program ") && list.contains("//:page"),
        "{list}"
    );
    fixture
        .tk(&["artifacts", "clean", "--older-than=1h"])
        .expect_code(0)
        .expect_stderr("0 B freed");
    fixture
        .tk(&["artifacts", "clean", "--keep=0"])
        .expect_code(0)
        .expect_stderr("removed linux-x64  production");
    assert!(!fixture.exists("dist/linux-x64"));
    fixture.tk(&["artifacts"]).expect_code(66);
    fixture
        .tk(&["build", "-p"])
        .expect_code(0)
        .expect_stderr("nothing to do");
    assert!(
        fixture.exists("dist/linux-x64/program"),
        "a build with nothing to do brings the artifacts back"
    );
}

fn clean_says_what_it_frees(fixture: &Fixture) {
    fixture
        .tk(&["clean"])
        .expect_code(0)
        .expect_stderr(" freed");
    assert!(!fixture.exists("dist"));
    assert!(fixture.exists("source.txt"));
    let rebuilt = fixture.tk(&["build", "-c", "page-build"]).expect_code(0);
    assert!(
        rebuilt.stderr.contains("PASS     page-build"),
        "{}",
        rebuilt.stderr
    );
}

#[test]
fn clean_leaves_files_alone_that_no_build_put_there() {
    let fixture = Fixture::real();
    fixture.tk(&["build", "-p"]).expect_code(0);
    fixture.write("dist/linux-x64/notes.txt", "mine\n");
    fixture.write("dist/plans.txt", "mine, too\n");
    for arguments in [&["clean"][..], &["clean", "--all"]] {
        fixture
            .tk(arguments)
            .expect_code(0)
            .expect_stderr("Left alone: ")
            .expect_stderr("notes.txt")
            .expect_stderr("left alone: dist/plans.txt");
        assert_eq!(fixture.read("dist/linux-x64/notes.txt"), "mine\n");
        assert_eq!(fixture.read("dist/plans.txt"), "mine, too\n");
    }
    std::fs::remove_file(fixture.root().join("dist/linux-x64/notes.txt")).unwrap();
    std::fs::remove_file(fixture.root().join("dist/plans.txt")).unwrap();
    fixture.tk(&["clean"]).expect_code(0);
    assert!(!fixture.exists("dist"));
}

fn everything_goes_but_what_others_made(fixture: &Fixture) {
    fixture.write("../cache/bazel-1-x/file", "12345");
    fixture.write("../cache/photos/cat", "miaow");
    let cache = fixture.root().parent().unwrap().join("cache");
    let output = fixture
        .command(&["clean", "--all"])
        .env("TK_CACHE", &cache)
        .output()
        .unwrap();
    Ran::of(&output)
        .expect_code(0)
        .expect_stderr("freed in total");
    assert!(!cache.join("bazel-1-x").exists());
    assert!(cache.join("photos/cat").exists());
    assert!(!fixture.exists(".tk") && !fixture.exists("dist"));
    let output = fixture
        .command(&["clean", "--all"])
        .env("TK_CACHE", cache.parent().unwrap())
        .output()
        .unwrap();
    Ran::of(&output)
        .expect_code(77)
        .expect_stderr("it contains this checkout");
}

#[test]
fn a_build_whose_artifacts_cannot_be_written_has_not_passed() {
    let fixture = Fixture::real();
    // Where the folder should be made, there is a file.
    fixture.write("dist", "somebody's\n");
    let ran = fixture
        .tk(&["build", "-p", "--json", "--junit=out.xml"])
        .expect_code(73)
        .expect_stderr("FAILED (exit code 73)")
        .expect_stderr("FAIL dist/linux-x64")
        .expect_stderr("error: cannot write");
    assert!(!ran.stderr.contains("PASSED"), "{}", ran.stderr);
    let finished = ran.stdout.lines().last().unwrap();
    for field in [
        r#""exitCode":73"#,
        r#""bazelExitCode":0"#,
        r#""outcome":"failed""#,
    ] {
        assert!(finished.contains(field), "{field} in {finished}");
    }
    assert!(fixture.read("out.xml").contains("dist/linux-x64"));
    assert_eq!(fixture.read("dist"), "somebody's\n");
}
