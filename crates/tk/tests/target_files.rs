//! Targets that a file names: `--target_pattern_file`, typed or from an rc file.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod support;

use support::{Fixture, Ran};

const CONFIGS: &str = "build:development -c fastbuild\nbuild:test -c fastbuild\n";

const TYPED: &str = "--target_pattern_file=all.txt";

/// What `all.txt` names.
const OF_FILE: &str = "//a/... -//a/b/... //:c";

/// Runs `tk` in a workspace with these lines of an rc file, whose Bazel is never run.
fn run(rc: &str, words: &[&str]) -> Ran {
    let fixture = Fixture::played("echo 'Bazel was run' >&2; exit 99\n");
    fixture.write(".bazelrc", &format!("{CONFIGS}{rc}"));
    fixture.write(
        "all.txt",
        "\u{feff}//a/...\r\n\r\n# not these\r\n-//a/b/...\r\n:c",
    );
    fixture.tk(words)
}

/// What a dry run builds.
fn targets(rc: &str, words: &[&str]) -> String {
    let line = run(rc, words).expect_code(0).stdout;
    assert!(!line.contains(TYPED), "{line}");
    let (_, targets) = line.split_once(" -- ").unwrap();
    targets.trim_end().to_owned()
}

#[test]
fn targets_come_from_a_file_wherever_it_is_named() {
    for command in ["build", "test"] {
        let dry = [command, "--dry-run"];
        let with = |more: &[&'static str]| [&dry[..], more].concat();
        assert_eq!(targets("", &with(&["--", TYPED])), OF_FILE);
        let two = ["--", "--target_pattern_file", "all.txt"];
        assert_eq!(targets("", &with(&two)), OF_FILE);
        let set = format!("{command} {TYPED}\n");
        assert_eq!(targets(&set, &dry), OF_FILE);
        let set = format!("{command}:x {TYPED}\n");
        assert_eq!(targets(&set, &with(&["--bazel-config=x"])), OF_FILE);
        assert_eq!(targets(&set, &with(&["//d"])), "//d");
        let less = targets("", &with(&["-//a/e", "--", TYPED]));
        assert_eq!(less, format!("{OF_FILE} -//a/e"));
    }
}

#[test]
fn targets_beside_a_file_and_missing_files_are_refused() {
    for command in ["build", "test"] {
        let typed = run("", &[command, "--dry-run", "//d", "--", TYPED]).expect_code(64);
        let told = typed.stderr;
        assert!(
            told.contains("name them in the file or in the command"),
            "{told}"
        );
        let set = format!("{command} {TYPED}\n");
        let of_rc = run(&set, &[command, "--dry-run", "//d"]).expect_code(64);
        let of_rc = of_rc.stderr;
        assert!(
            of_rc.starts_with(told.trim_end()) && of_rc.contains(":3 sets it"),
            "{of_rc}"
        );
        let none = "--target_pattern_file=none.txt";
        run("", &[command, "--dry-run", "--", none])
            .expect_code(66)
            .expect_stderr("none.txt");
    }
}
