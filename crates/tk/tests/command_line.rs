//! Command lines: what they become, and what is said of wrong ones.

mod support;

use support::{Fixture, Ran, tk};

/// A workspace without steps, and a Bazel that fails when it is run.
fn fixture() -> Fixture {
    Fixture::played("echo 'Bazel was run' >&2; exit 99\n")
}

/// The dry run's command line, without the program's path and what is the same in all.
fn dry_run(arguments: &[&str]) -> String {
    let ran = fixture()
        .tk(&[&arguments[..1], &["--dry-run"], &arguments[1..]].concat())
        .expect_code(0);
    assert_eq!(ran.stderr, "");
    let words: Vec<&str> = ran.stdout.split_whitespace().skip(1).collect();
    let recording = [
        "--build_event_",
        "--profile=",
        "--experimental_profile_",
        "--noslim_profile",
        "--execution_log_binary_file=",
        "--noexecution_log_sort",
        "--explain=",
        "--color=",
        "--curses=",
        // Where the registry is out of reach.
        "--http_connector_attempts=",
        "--noprogress_in_terminal_title",
        "--show_",
        "--terminal_columns=",
        "--ui_actions_shown=",
        "--ui_event_filters=",
    ];
    let own: Vec<&str> = words
        .into_iter()
        .filter(|word| !recording.iter().any(|start| word.starts_with(start)))
        .collect();
    own.join(" ")
}

#[test]
fn commands_become_bazel_command_lines() {
    insta::assert_snapshot!(dry_run(&["build"]), @"build --config=development -- //...");
    insta::assert_snapshot!(dry_run(&["build", "-p", "//web:dist"]), @"build --config=production -- //web:dist");
    insta::assert_snapshot!(dry_run(&["build", "--mode=test", "--no-parallel", "--", "--keep_going"]), @"build --config=test --jobs=1 --keep_going -- //...");
    insta::assert_snapshot!(dry_run(&["build", "-d", "--platform=win32-arm64", "//a", "--", "-//a:b"]), @"build --config=development --platforms=//platforms:win32-arm64 -- //a -//a:b");
    insta::assert_snapshot!(dry_run(&["test"]), @"test --config=test --test_summary=none -- //...");
    insta::assert_snapshot!(dry_run(&["test", "-v", "//crates/..."]), @"test --config=test --test_summary=none -- //crates/...");
    insta::assert_snapshot!(dry_run(&["verify"]), @"build --config=production -- //...");
    insta::assert_snapshot!(dry_run(&["run", "//a:b"]), @"run --config=development -- //a:b");
}

#[test]
fn targets_are_left_out_wherever_bazel_takes_that() {
    let targets = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        let line = dry_run(&words);
        line.split_once(" -- ").unwrap().1.to_owned()
    };
    for (line, built) in [
        ("build //... -//bad/...", "//... -//bad/..."),
        (
            "build //... -//bad/... //bad/good",
            "//... -//bad/... //bad/good",
        ),
        ("build -//bad/... -k", "//... -//bad/..."),
        (
            "build -k //... -@other//bad -:this",
            "//... -@other//bad -//:this",
        ),
        ("build -- //... -//bad/...", "//... -//bad/..."),
        ("build //a -- -//a:b --keep_going", "//a -//a:b"),
        ("build -//a -- -//b", "//... -//a -//b"),
        ("build -- -c opt //a -b/c", "//a -//b/c"),
        ("test -//bad/...", "//... -//bad/..."),
        ("test //a/... -//a/bad:all", "//a/... -//a/bad:all"),
        ("test -- //a/... -//a/bad:all", "//a/... -//a/bad:all"),
        ("verify -- -//bad/...", "//... -//bad/..."),
    ] {
        assert_eq!(targets(line), built, "{line}");
    }
    // What is no target is told as ever.
    fixture()
        .tk(&["build", "-z"])
        .expect_code(64)
        .expect_stderr("unexpected argument '-z' found");
    fixture()
        .tk(&["build", "--produktion"])
        .expect_code(64)
        .expect_stderr("a similar argument exists: '--production'");
}

#[test]
fn wrong_command_lines_end_with_64() {
    let fixture = fixture();
    let refused = |arguments: &[&str]| fixture.tk(arguments).expect_code(64).stderr;
    insta::assert_snapshot!(refused(&["build", "-p", "-d"]), @"
    error: the argument '--production' cannot be used with '--development'

    Usage: tk build --production [STEP|TARGET]... [-- <BAZEL FLAG>...]

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(refused(&["bulid"]), @"
    error: unrecognized subcommand 'bulid'

      tip: a similar subcommand exists: 'build'

    Usage: tk <COMMAND>

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(refused(&["build", "--platform=../x"]), @"
    error: invalid value '../x' for '--platform <PLATFORM>': a platform name looks like linux-x64 or darwin-arm64

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(refused(&["build", "rust-build"]), @r#"
    error: no step named "rust-build"; this workspace has no steps
      next: name a target with its package, such as //crates/bep or //web:dist
    "#);
    insta::assert_snapshot!(refused(&["check"]), @r#"error: this workspace has no check steps: add tags = ["check"] to a build_step in the root BUILD file"#);
    insta::assert_snapshot!(refused(&["doctor"]), @"error: `doctor` is a command of the launcher: run ./tk doctor");
    insta::assert_snapshot!(refused(&["build", "--", "--build_event_binary_file=x"]), @"error: --build_event_binary_file=x cannot be passed to Bazel: tk uses it to follow the build; record events with --build_event_json_file=FILE, or run `tk bazel build ...`");
}

#[test]
fn help_is_data_with_examples() {
    let help = fixture().tk(&["--help"]).expect_code(0).stdout;
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let (commands, _) = commands.split_once("\n\n").unwrap();
    for line in commands.lines() {
        let command = line.split_whitespace().next().unwrap();
        // What Bazel is asked with `tk bazel --help` is Bazel's to answer.
        let words: &[&str] = if command == "bazel" {
            &["help", "bazel"]
        } else {
            &[command, "--help"]
        };
        let ran = fixture().tk(words).expect_code(0);
        assert_eq!(ran.stderr, "");
        for part in [
            format!("Usage: tk {command}"),
            "Examples:".to_owned(),
            "Exit codes:".to_owned(),
        ] {
            assert!(ran.stdout.contains(&part), "no {part:?} in {}", ran.stdout);
        }
    }
    let ran = fixture().tk(&["build", "--help"]).expect_code(0);
    assert!(ran.stdout.contains("tk build -p "), "{}", ran.stdout);
    fixture()
        .tk(&[])
        .expect_code(64)
        .expect_stderr("Usage: tk <COMMAND>");
}

#[test]
fn help_knows_commands_and_topics() {
    let help = |words: &[&str]| {
        fixture()
            .tk(&[&["help"], words].concat())
            .expect_code(0)
            .stdout
    };
    assert_eq!(help(&[]), fixture().tk(&["--help"]).stdout);
    assert_eq!(help(&["build"]), fixture().tk(&["build", "--help"]).stdout);
    let clean = fixture().tk(&["artifacts", "clean", "--help"]);
    assert_eq!(help(&["artifacts", "clean"]), clean.stdout);
    assert!(help(&["exit-codes"]).contains("\n  75  a committed generated file"));
    assert!(help(&["environment"]).contains("\n  NO_COLOR "));
    assert!(help(&["keys"]).contains("\n  retries "));
    fixture()
        .tk(&["help", "biuld"])
        .expect_code(64)
        .expect_stderr("unknown command or topic");
}

#[test]
fn the_manual_page_is_a_manual_page() {
    let page = fixture().tk(&["man"]).expect_code(0).stdout;
    for part in [
        ".TH tk 1",
        ".SH \"TK BUILD\"",
        ".SS \"EXIT STATUS\"",
        "\\fBTK_ROOT",
    ] {
        assert!(page.contains(part), "no {part:?}");
    }
}

#[test]
fn outside_a_workspace_tk_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let output = std::process::Command::new(tk())
        .arg("build")
        .current_dir(folder.path())
        .env_clear()
        .output()
        .unwrap();
    Ran::of(&output)
        .expect_code(65)
        .expect_stderr("is not in a Bazel workspace");
}

#[test]
fn a_missing_bazel_is_said() {
    let fixture = fixture();
    let output = fixture
        .command(&["build"])
        .env("TK_BAZEL_BIN", "/nowhere/bazel")
        .output()
        .unwrap();
    Ran::of(&output)
        .expect_code(69)
        .expect_stderr("TK_BAZEL_BIN names /nowhere/bazel, which is not a file")
        .expect_stderr("next: run the checkout's launcher, ./tk");
}

#[test]
fn a_bazel_that_cannot_run_is_said() {
    let fixture = fixture();
    fixture.write("no-program", "");
    let bazel = fixture.root().join("no-program");
    let output = fixture
        .command(&["build"])
        .env("TK_BAZEL_BIN", bazel)
        .output()
        .unwrap();
    Ran::of(&output)
        .expect_code(69)
        .expect_stderr("cannot start Bazel")
        .expect_stderr("because: Permission denied");
}

#[test]
fn bazel_is_run_as_it_is() {
    let fixture = Fixture::played("printf '%s,' \"$@\"; exit 7\n");
    let ran = fixture
        .tk(&["bazel", "build", "--help", "--", "-x"])
        .expect_code(7);
    assert_eq!(ran.stdout, "build,--help,--,-x,");
}

#[test]
fn colours_follow_the_environment() {
    let fixture = fixture();
    let plain = fixture.tk(&["build"]);
    assert!(!plain.stderr.contains('\x1b'), "{}", plain.stderr);
    let forced = fixture
        .command(&["build"])
        .env("CLICOLOR_FORCE", "1")
        .output()
        .unwrap();
    assert!(Ran::of(&forced).stderr.contains("\x1b[1m"));
}

/// Runs `tk` with standard output on a disk that is full.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_and_a_closed_pipe_is_none() {
    let fixture = Fixture::played("exit 0\n");
    for words in [
        &["help", "exit-codes"][..],
        &["config"],
        &["config", "--json"],
        &["completions", "bash"],
        &["man"],
        &["build", "--dry-run", "//:a"],
    ] {
        let full = std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let output = fixture.command(words).stdout(full).output().unwrap();
        Ran::of(&output)
            .expect_code(73)
            .expect_stderr("error: cannot write standard output")
            .expect_stderr("No space left on device");
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = fixture.command(words).stdout(writer).output().unwrap();
        let quiet = Ran::of(&output).expect_code(0);
        assert!(!quiet.stderr.contains("cannot write"), "{}", quiet.stderr);
    }
}
