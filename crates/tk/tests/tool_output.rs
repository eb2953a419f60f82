//! What tools say that do not fail, with a real Bazel: each line once, and only those.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod support;

use support::{Fixture, Ran};

/// What tools print, as `printf` takes it: each line looks like one of Bazel's, or is blank or indented.
const WORDS: [(&str, &str); 7] = [
    (
        "info",
        "INFO: reading config\\nmain.c:3:4: warning: unused\\n",
    ),
    (
        "loading",
        "Loading: config.yaml\\n    key: value\\nAnalyzing: it\\n",
    ),
    (
        "ninja",
        "[1 / 2] cc main.c\\n    int x;\\n[900 / 1000] ld app\\n",
    ),
    (
        "target",
        "Target //a:b is deprecated\\nUse --x\\nFAILED: no\\n",
    ),
    (
        "errors",
        "ERROR: soft error 12\\nFATAL: not at all\\nFAIL: //a\\n",
    ),
    ("debug", "DEBUG: x=1\\nWARNING: careful\\n"),
    (
        "blank",
        "one\\n\\n\\nthree\\n  indented\\nAnother command (pid=1) is running.\\n",
    ),
];

/// A workspace without steps, whose rc file has these lines.
fn fixture(rc: &str) -> Fixture {
    Fixture::of_others(&format!(
        "common --noenable_bzlmod --enable_workspace\n{rc}\n"
    ))
}

/// A workspace with a genrule for each of the words.
fn talking(rc: &str) -> Fixture {
    let fixture = fixture(rc);
    fixture.write("WORKSPACE", "");
    let mut build = String::new();
    for (name, words) in WORDS {
        let words = words.replace('\\', "\\\\");
        build.push_str(&format!(
            "genrule(name = \"{name}\", srcs = [\"now\"], outs = [\"{name}.txt\"], cmd = \"printf '{words}' >&2; echo > $@\")\n"
        ));
    }
    fixture.write("BUILD", &build);
    fixture.write("now", "");
    fixture
}

/// Expects each tool's lines in one piece, once.
#[track_caller]
fn expect_all_words(text: &str) {
    for (name, words) in WORDS {
        let words = words.replace("\\n", "\n");
        assert_eq!(text.matches(&words).count(), 1, "{name} in:\n{text}");
    }
}

/// The lines of the output that are neither a tool's nor name one.
fn others(stderr: &str) -> String {
    let mut rest = stderr.to_owned();
    for (name, words) in WORDS {
        rest = rest.replacen(&words.replace("\\n", "\n"), "", 1);
        rest = rest.replacen(&format!("OUTPUT //:{name} (Genrule)\n"), "", 1);
    }
    rest
}

#[test]
fn every_line_of_a_successful_tool_is_shown_once() {
    let fixture = talking("");
    let first = fixture.tk(&["build"]).expect_code(0);
    expect_all_words(&first.stderr);
    let rest = others(&first.stderr);
    assert!(rest.starts_with("BUILD SUMMARY"), "{rest}");
    assert!(
        !rest.contains("WARNING") && !rest.contains("ERROR"),
        "{rest}"
    );

    let second = fixture.tk(&["build", "--no-fast"]).expect_code(0);
    assert!(
        second.stderr.starts_with("BUILD SUMMARY"),
        "{}",
        second.stderr
    );

    no_display_option_changes_that(&fixture);
    programs_get_the_same(&fixture);
    bazel_shows_the_same(&fixture);
}

/// Runs all genrules again.
fn again(fixture: &Fixture, arguments: &[&str]) -> Ran {
    fixture.write("now", &(fixture.read("now") + "again\n"));
    fixture.tk(arguments).expect_code(0)
}

fn no_display_option_changes_that(fixture: &Fixture) {
    for options in [
        &["--show_timestamps", "--color=yes", "--curses=no"][..],
        &[
            "--noshow_progress",
            "--ui_event_filters=-info,-debug",
            "--show_result=20",
        ],
        &[
            "--progress_in_terminal_title",
            "--terminal_columns=20",
            "--ui_actions_shown=1",
        ],
        &[
            "--announce_rc",
            "--subcommands",
            "--noshow_loading_progress",
            "--noshow_timestamps",
        ],
        &[
            "--attempt_to_print_relative_paths",
            "--verbose_failures",
            "--show_progress_rate_limit=0",
        ],
    ] {
        let arguments = [&["build", "--"], options].concat();
        let ran = again(fixture, &arguments);
        expect_all_words(&ran.stderr);
        let rest = others(&ran.stderr);
        assert!(rest.starts_with("BUILD SUMMARY"), "{options:?}: {rest}");
    }
}

fn programs_get_the_same(fixture: &Fixture) {
    for arguments in [&["build", "--json"][..], &["build", "--json", "-v"]] {
        let ran = again(fixture, arguments);
        let events: Vec<serde_json::Value> = ran
            .stdout
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        for (name, words) in WORDS {
            let of_tool = |event: &&serde_json::Value| {
                event["event"] == "output" && event["label"] == format!("//:{name}")
            };
            let lines = events.iter().filter(of_tool);
            let texts: Vec<&str> = lines.filter_map(|event| event["text"].as_str()).collect();
            let words = words.replace("\\n", "\n");
            assert_eq!(texts.join("\n") + "\n", words, "{arguments:?}");
        }
        let report = &events.last().unwrap()["report"];
        assert_eq!(report["problems"], serde_json::json!([]), "{arguments:?}");
    }
}

fn bazel_shows_the_same(fixture: &Fixture) {
    let ran = again(fixture, &["build", "-v"]);
    expect_all_words(&ran.stderr);
    assert!(
        ran.stderr
            .contains("\nINFO: From Executing genrule //:info:\n"),
        "{}",
        ran.stderr
    );
    assert!(!ran.stderr.contains("Current date is"), "{}", ran.stderr);
}

/// What is in an rc file does the same as on the command line.
#[test]
fn display_options_of_rc_files_change_nothing_either() {
    let fixture = talking(
        "build --color=yes --curses=no --show_timestamps --noshow_progress --announce_rc\nbuild --ui_event_filters=-info --progress_in_terminal_title --experimental_ui_max_stdouterr_bytes=1000",
    );
    let ran = fixture.tk(&["build"]).expect_code(0);
    expect_all_words(&ran.stderr);
    let rest = others(&ran.stderr);
    assert!(rest.starts_with("BUILD SUMMARY"), "{rest}");
}

#[test]
fn what_bazel_filters_stays_filtered() {
    let fixture = talking("");
    let filter = "--output_filter=^//:(?!(info|debug)$)";
    let ran = fixture.tk(&["build", "--", filter]).expect_code(0);
    assert!(!ran.stderr.contains("reading config"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("WARNING: careful\n"), "{}", ran.stderr);
    let shown = "INFO: From Executing genrule //:loading:\nLoading: config.yaml\n    key: value\n";
    assert_eq!(ran.stderr.matches(shown).count(), 1, "{}", ran.stderr);
}

const ODD: &str = r#"
genrule(name = "both", outs = ["1"], cmd = "echo to stdout; echo to stderr >&2; echo > $@")
genrule(name = "unfinished", outs = ["2"], cmd = "printf 'without an end' >&2; echo > $@")
genrule(name = "bar", outs = ["3"], cmd = "for i in $$(seq 1 200); do printf '\\rprogress %d%%' $$i >&2; done; echo >&2; echo > $@")
genrule(name = "erased", outs = ["4"], cmd = "printf 'step one\\033[2K\\rtwo\\033[1G\\033[Kthree\\n' >&2; echo > $@")
genrule(name = "flood", outs = ["5"], cmd = "seq 1 300000 >&2; echo > $@")
genrule(name = "nothing", outs = ["6"], cmd = "echo >&2; echo > $@")
genrule(name = "title", outs = ["7"], cmd = "printf '\\033]0;title\\007\\033[31mred\\033[0m\\n' >&2; echo > $@")
"#;

#[test]
fn output_of_all_kinds_is_shown_as_a_terminal_shows_it() {
    let fixture = fixture("");
    fixture.write("WORKSPACE", "");
    fixture.write("BUILD", ODD);
    let ran = fixture.tk(&["build"]).expect_code(0);
    for expected in [
        "OUTPUT //:both (Genrule)\nto stderr\nto stdout\n",
        "OUTPUT //:unfinished (Genrule)\nwithout an end\n",
        "OUTPUT //:bar (Genrule)\nprogress 200%\n",
        "OUTPUT //:erased (Genrule)\nthree\n",
        "OUTPUT //:flood (Genrule)\n(",
        " bytes before this are left out; until the next build they are in /",
        "\n299999\n300000\n",
        "OUTPUT //:title (Genrule)\nred\n",
    ] {
        assert_eq!(ran.stderr.matches(expected).count(), 1, "{expected:?}");
    }
    assert!(!ran.stderr.contains("//:nothing (Genrule)"));
}

const FAILING: &str = r#"
genrule(
    name = "wrong",
    outs = ["1"],
    cmd = "printf 'INFO: compiling\\nWARNING: unused x\\nERROR: no y\\n[1 / 2] cc\\n' >&2; exit 3",
)
"#;

#[test]
fn what_a_failed_tool_says_is_shown_once() {
    let fixture = fixture("");
    fixture.write("WORKSPACE", "");
    fixture.write("BUILD", FAILING);
    let words = "INFO: compiling\nWARNING: unused x\nERROR: no y\n[1 / 2] cc\n";
    for arguments in [&["build"][..], &["build", "-v"], &["build", "-k"]] {
        let ran = fixture.tk(arguments).expect_code(1);
        assert_eq!(
            ran.stderr.matches(words).count(),
            1,
            "{arguments:?}:\n{}",
            ran.stderr
        );
        assert_eq!(
            ran.stderr.matches("\nWARNING: unused x\n").count(),
            1,
            "{arguments:?}:\n{}",
            ran.stderr
        );
        // Where Bazel's output is shown, the words stand in it.
        let heading = ran.stderr.find("FAIL //:wrong (Genrule), exit code 3");
        let is_behind = heading.unwrap() > ran.stderr.find(words).unwrap();
        assert_eq!(is_behind, arguments.contains(&"-v"), "{}", ran.stderr);
    }
}
