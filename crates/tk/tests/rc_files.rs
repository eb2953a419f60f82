//! Flags in rc files: they do what they do on the command line, or are refused with the same words.

mod support;

use support::{Fixture, Ran};

/// What becomes of a flag that `tk` sets where others set it, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// What the others say counts.
    Taken,
    /// What `tk` says counts: it reads what Bazel prints.
    Ours,
    /// `tk` does not start.
    Refused,
}
use Fate::{Ours, Refused, Taken};

/// Every flag that `tk` sets without being asked for it, with a value that it does not give it, and some that stand in
/// another place of Bazel's command line.
const FLAGS: [(&str, Fate); 37] = [
    ("--build_event_binary_file=x", Refused),
    ("--build_event_binary_file", Refused),
    ("--experimental_build_event_binary_file=x", Refused),
    ("--nobuild_event_publish_all_actions", Refused),
    ("--build_event_publish_all_actions=false", Refused),
    ("--output_base=/x", Refused),
    ("--max_idle_secs=1", Refused),
    ("--noblock_for_lock", Refused),
    ("--batch", Refused),
    ("--bazelrc=x", Refused),
    ("--nohome_rc", Refused),
    ("--profile=x", Taken),
    ("--slim_profile", Taken),
    ("--slim_profile=1", Taken),
    ("--noexperimental_profile_include_target_label", Taken),
    ("--experimental_profile_include_primary_output=0", Taken),
    ("--execution_log_binary_file=x", Taken),
    ("--execution_log_json_file=x", Taken),
    ("--execution_log_compact_file=x", Taken),
    ("--execution_log_sort", Taken),
    ("--explain=x", Taken),
    ("--show_result=5", Ours),
    ("--ui_actions_shown=3", Ours),
    ("--show_progress_rate_limit=9", Ours),
    ("--test_output=all", Taken),
    ("--test_summary=detailed", Taken),
    ("--http_connector_attempts=9", Taken),
    ("--color=yes", Ours),
    ("--curses=no", Ours),
    ("--curses=auto", Ours),
    ("--terminal_columns=80", Ours),
    ("--noshow_timestamps", Ours),
    ("--show_timestamps=no", Ours),
    ("--noshow_progress", Ours),
    ("--progress_in_terminal_title", Ours),
    ("--ui_event_filters=-error", Ours),
    ("--build_event_binary_file_path_conversion", Ours),
];

/// Those that stand for a choice on the command line of `tk`, or for what it was asked to build.
const CHOICES: [&str; 5] = [
    "config",
    "jobs",
    "keep_going",
    "platforms",
    "compilation_mode",
];

const CONFIGS: &str = "build:development -c fastbuild\nbuild:test -c fastbuild\n";

/// The ways of an rc file to a flag: files with their texts, in which FLAG stands for it, and what is typed.
const WAYS: [(&[(&str, &str)], &str); 12] = [
    (&[(".bazelrc", "build FLAG")], ""),
    (&[(".bazelrc", "common FLAG\n")], ""),
    (&[(".bazelrc", "always FLAG\n")], ""),
    (&[(".bazelrc", "test FLAG\n")], ""),
    (&[(".bazelrc", "test:test FLAG\n")], ""),
    (&[(".bazelrc", "build:x FLAG\nbuild --config=x\n")], ""),
    (
        &[(".bazelrc", "build:x --config=y\ncommon:y FLAG\n")],
        "--config=x",
    ),
    (&[(".bazelrc", "build:x FLAG\n")], "--config x"),
    (
        &[(
            ".bazelrc",
            "build:linux FLAG\nbuild:macos FLAG\ncommon --enable_platform_specific_config\n",
        )],
        "",
    ),
    (&[("../home/.bazelrc", "build FLAG\n")], ""),
    (
        &[
            (".bazelrc", "import \"%workspace%/a b.rc\"\n"),
            ("a b.rc", "build \\\r\n  FLAG\r\n"),
        ],
        "",
    ),
    (
        &[
            (
                ".bazelrc",
                "try-import none\ntry-import %workspace%/user.rc\n",
            ),
            ("user.rc", "build FLAG # mine\n"),
        ],
        "",
    ),
];

/// A workspace with the configs of `tk`, whose Bazel is never run.
fn fixture() -> Fixture {
    let fixture = Fixture::played("echo 'Bazel was run' >&2; exit 99\n");
    fixture.write(".bazelrc", CONFIGS);
    fixture
}

/// The dry run of a command with these words.
fn dry_run(fixture: &Fixture, command: &str, typed: &str) -> Ran {
    let words = typed.split_whitespace();
    let words: Vec<&str> = [command, "--dry-run", "//:a", "--"]
        .into_iter()
        .chain(words)
        .collect();
    fixture.tk(&words)
}

fn name(word: &str) -> Option<&str> {
    let flag = word.strip_prefix("--").filter(|flag| !flag.is_empty())?;
    let name = flag.split_once('=').map_or(flag, |(name, _)| name);
    Some(name.strip_prefix("no").unwrap_or(name))
}

/// The last word of a command line that sets what a flag sets.
fn last(ran: &Ran, flag: &str) -> Option<String> {
    let words = ran.stdout.split_whitespace();
    let mut setting = words.filter(|word| name(word) == name(flag));
    setting.next_back().map(str::to_owned)
}

#[test]
fn every_flag_of_tk_is_taken_overruled_or_refused_wherever_it_is_set() {
    for (flag, fate) in FLAGS {
        let plain = dry_run(&fixture(), "test", "").expect_code(0);
        let typed = dry_run(&fixture(), "test", flag);
        match fate {
            Taken => assert_eq!(last(&typed, flag).as_deref(), Some(flag), "typed"),
            Ours => assert_eq!(last(&typed, flag), last(&plain, flag), "{flag} typed"),
            Refused => assert_eq!(typed.code, Some(64), "{flag} typed: {}", typed.stderr),
        }
        for (files, more) in WAYS {
            let fixture = fixture();
            for (path, text) in files {
                let text = text.replace("FLAG", flag);
                let configs = if *path == ".bazelrc" { CONFIGS } else { "" };
                fixture.write(path, &format!("{configs}{text}"));
            }
            let ran = dry_run(&fixture, "test", more);
            let way = format!("{flag} by {files:?} {more}");
            match fate {
                Taken => assert_eq!(last(&ran, flag), None, "{way}: {}", ran.stdout),
                Ours => assert_eq!(last(&ran, flag), last(&plain, flag), "{way}"),
                Refused => {
                    assert_eq!(ran.code, Some(64), "{way}: {}", ran.stdout);
                    let refusal = typed.stderr.trim_end();
                    assert!(ran.stderr.starts_with(refusal), "{way}: {}", ran.stderr);
                    assert!(ran.stderr.contains(" sets it"), "{way}: {}", ran.stderr);
                }
            }
        }
    }
}

#[test]
fn what_is_not_in_force_changes_nothing() {
    let plain = dry_run(&fixture(), "build", "").expect_code(0).stdout;
    for (flag, _) in FLAGS {
        let others = format!(
            "{CONFIGS}build:x {flag}\ntest {flag}\nquery {flag}\nbuild:linux {flag}\nbuild:macos {flag}\n# build {flag}\n"
        );
        let fixture = fixture();
        fixture.write(".bazelrc", &others);
        let ran = dry_run(&fixture, "build", "").expect_code(0);
        let flags = |line: &str| {
            // Whether a registry is out of reach is a matter of how soon the name server answers.
            let words = line.split_whitespace().filter_map(name);
            let words = words.filter(|name| *name != "http_connector_attempts");
            words.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(flags(&ran.stdout), flags(&plain), "{flag}");
    }
}

#[test]
fn no_flag_of_tk_is_forgotten_in_the_table() {
    let known: Vec<&str> = FLAGS
        .iter()
        .filter_map(|(flag, _)| name(flag))
        .chain(CHOICES)
        .collect();
    for command in [
        &["build", "-p", "//:a"][..],
        &["build", "-v", "//:a"],
        &[
            "build",
            "-k",
            "--no-parallel",
            "--platform=linux-x64",
            "//:a",
        ],
        &["test", "//:a"],
        &["run", "//:a"],
        &["verify"],
    ] {
        let line = fixture().tk(&[&command[..1], &["--dry-run"], &command[1..]].concat());
        let line = line.expect_code(0).stdout;
        for flag in line.split_whitespace().filter_map(name) {
            assert!(known.contains(&flag), "{flag} of {command:?}");
        }
    }
}

#[test]
fn a_refusal_names_the_line() {
    let fixture = fixture();
    fixture.write(
        "more.rc",
        "# mine\nbuild --jobs=4 \\\n  --build_event_binary_file=x\n",
    );
    fixture.write(
        ".bazelrc",
        &format!("{CONFIGS}import %workspace%/more.rc\n"),
    );
    let ran = dry_run(&fixture, "build", "").expect_code(64);
    let told = ran
        .stderr
        .replace(&fixture.root().display().to_string(), "ROOT");
    insta::assert_snapshot!(told, @"
    error: --build_event_binary_file=x cannot be passed to Bazel: tk uses it to follow the build; record events with --build_event_json_file=FILE, or run `tk bazel build ...`
      because: ROOT/more.rc:2 sets it
    ");
}

#[test]
fn what_runs_programs_is_refused_where_it_would_take_their_scripts() {
    let refused = |rc: &str, typed: &[&str]| {
        let fixture = fixture();
        fixture.write(".bazelrc", &format!("{CONFIGS}{rc}"));
        let words = [&["run", "--dry-run", "//:a"], typed].concat();
        fixture.tk(&words).expect_code(64).stderr
    };
    let typed = refused("", &["--bazel-flag=--script_path=x"]);
    assert!(
        typed.starts_with("error: --script_path=x cannot be passed to Bazel: "),
        "{typed}"
    );
    assert!(refused("run --script_path=x\n", &[]).starts_with(typed.trim_end()));
    let build = fixture();
    build.write(".bazelrc", &format!("{CONFIGS}run --script_path=x\n"));
    dry_run(&build, "build", "").expect_code(0);
}
