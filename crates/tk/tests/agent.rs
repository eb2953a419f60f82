//! Output for coding agents: of builds that fail in six ways with a real Bazel it names the cause, within its bounds.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]
#![expect(
    clippy::print_stdout,
    reason = "the numbers of the table in docs/agents.md"
)]

mod support;

use support::{Fixture, PROGRAM_RULES, Ran};

const OFFLINE: &str = "common --noenable_bzlmod --enable_workspace\n";

/// The promised bounds.
const PASSED_BYTES: usize = 2 * 1024;
const FAILED_BYTES: usize = 8 * 1024;

fn workspace(build: &str) -> Fixture {
    let fixture = Fixture::of_others(OFFLINE);
    fixture.write("WORKSPACE", "workspace(name = \"agent\")\n");
    fixture.write("rules.bzl", PROGRAM_RULES);
    fixture.write("BUILD", build);
    fixture
}

/// All that was printed, which must be within bounds, without escapes and progress.
#[track_caller]
fn brief(ran: &Ran) -> String {
    let text = format!("{}{}", ran.stderr, ran.stdout);
    let most = if ran.code == Some(0) {
        PASSED_BYTES
    } else {
        FAILED_BYTES
    };
    assert!(text.len() <= most, "{} bytes:\n{text}", text.len());
    assert!(!text.contains('\u{1b}'), "{text}");
    assert!(
        !text.contains("  start  ") && !text.contains("SUMMARY"),
        "{text}"
    );
    text
}

#[track_caller]
fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no {part:?} in:\n{text}");
    }
}

/// Plain Bazel on the same, from nothing; prints how many bytes each wrote, for the table of the documentation.
fn beside_bazel(fixture: &Fixture, what: &str, arguments: &[&str], brief: &str) {
    let clean = fixture.bazel(&["clean"]).output().unwrap();
    assert!(clean.status.success());
    let ran = fixture.bazel(arguments).output().unwrap();
    let plain = ran.stdout.len() + ran.stderr.len();
    println!("| {what} | {plain} | {} |", brief.len());
}

/// 48 targets that include the same broken header.
fn with_a_broken_header() -> Fixture {
    let mut build = String::new();
    for number in 0..48 {
        build.push_str(&format!(
            "genrule(name = \"t{number}\", srcs = [\"t{number}.c\", \"common.h\"], outs = [\"t{number}.o\"], \
             cmd = \"cc -c $(location t{number}.c) -o $@\")\n"
        ));
    }
    let fixture = workspace(&build);
    fixture.write("common.h", "struct a { int b; };\nunknown_word c;\n");
    for number in 0..48 {
        let text = format!("#include \"common.h\"\nint f{number}(void) {{ return {number}; }}\n");
        fixture.write(&format!("t{number}.c"), &text);
    }
    fixture
}

#[test]
fn one_error_in_many_targets_is_told_once() {
    let fixture = with_a_broken_header();
    let ran = fixture
        .tk(&["build", "--agent", "-k", "//..."])
        .expect_code(1);
    let text = brief(&ran);
    has(
        &text,
        &[
            "FAILED (exit code 1)",
            "targets: 48 failed",
            "48 failures with 1 cause:",
            "and 47 more",
            "common.h:2:1",
            "unknown type name",
            "repeat: tk build //:t",
            "repeat all that failed: tk build --failed",
            "the rest: tk log 1 --errors",
        ],
    );
    assert_eq!(
        text.matches("error: unknown type name").count(),
        1,
        "{text}"
    );
    beside_bazel(
        &fixture,
        "48 targets, one error",
        &["build", "-k", "//..."],
        &text,
    );
    let log = fixture.tk(&["log", "1", "//:t7"]).expect_code(0);
    has(
        &log.stdout,
        &["FAIL", "//:t7 (Genrule)", "common.h:2:1", "1  "],
    );
    let line = fixture
        .tk(&["log", "last", "//:t7", "--lines", "1"])
        .expect_code(0);
    assert_eq!(line.stdout.lines().count(), 3, "{}", line.stdout);
}

#[test]
fn what_one_target_keeps_from_being_built_is_counted() {
    let mut build = String::from(
        "genrule(name = \"base\", outs = [\"base.txt\"], cmd = \"echo base.txt:7:3: error: no base >&2; exit 1\")\n",
    );
    for number in 0..48 {
        build.push_str(&format!(
            "genrule(name = \"t{number}\", srcs = [\"base.txt\"], outs = [\"t{number}.txt\"], cmd = \"cp $< $@\")\n"
        ));
    }
    let fixture = workspace(&build);
    let ran = fixture
        .tk(&["build", "--agent", "-k", "//..."])
        .expect_code(1);
    has(
        &brief(&ran),
        &[
            "targets: 1 failed, 48 not built",
            "1. //:base (Genrule), exit code 1, at base.txt:7:3",
            "not built because of it: //:t",
        ],
    );
}

#[test]
fn a_link_error_names_the_symbol() {
    let fixture = workspace(
        "genrule(name = \"app\", srcs = [\"main.c\"], outs = [\"app.bin\"], cmd = \"cc $< -o $@\")\n",
    );
    fixture.write(
        "main.c",
        "int missing_symbol(void);\nint main(void) { return missing_symbol(); }\n",
    );
    let ran = fixture.tk(&["build", "--agent", "//:app"]).expect_code(1);
    let text = brief(&ran);
    has(
        &text,
        &[
            "//:app (Genrule)",
            "undefined reference to `missing_symbol'",
            "repeat: tk build //:app",
        ],
    );
    beside_bazel(
        &fixture,
        "an error of the linker",
        &["build", "//:app"],
        &text,
    );
}

#[test]
fn ten_megabytes_of_a_test_are_cut() {
    let noise = "for i in $(seq 1 200000); do echo \"step $i of a long run: everything is as it was\"; done";
    let fixture = workspace(&format!(
        "load(\":rules.bzl\", \"program_test\")\n\
         program_test(name = \"ok_test\", size = \"small\", command = \"true\")\n\
         program_test(name = \"long_test\", size = \"small\", command = '''{noise}; \
         echo \"thread main panicked at src/lib.rs:12:9: left is not right\"; {noise}; exit 1''')\n"
    ));
    let ran = fixture.tk(&["test", "--agent"]).expect_code(3);
    let text = brief(&ran);
    has(
        &text,
        &[
            "tests: 1 passed, 1 failed",
            "//:long_test (TestRunner)",
            "panicked at src/lib.rs:12:9",
            "at src/lib.rs:12:9",
            "repeat: tk test //:long_test",
        ],
    );
    assert_eq!(ran.stdout, "1 passed, 1 failed\n");
    beside_bazel(
        &fixture,
        "a failing test, 20 MB of log",
        &["test", "//...", "--test_output=errors"],
        &text,
    );
    let log = fixture.tk(&["log", "--errors"]).expect_code(0);
    has(&log.stdout, &["panicked at src/lib.rs:12:9"]);
}

#[test]
fn an_error_of_analysis_names_its_place() {
    let fixture = workspace(
        "load(\":rules.bzl\", \"program_test\")\n\nprogram_test(name = \"x_test\", command = \"true\", data = [\"//gone:file\"])\n",
    );
    let ran = fixture.tk(&["build", "--agent", "//..."]).expect_code(1);
    let text = brief(&ran);
    has(&text, &["//:x_test", "BUILD:3", "gone"]);
    beside_bazel(
        &fixture,
        "an error of the analysis",
        &["build", "//..."],
        &text,
    );
}

#[test]
fn what_passes_is_short() {
    let fixture = workspace(
        "genrule(name = \"a\", outs = [\"a.txt\"], cmd = \"echo careful: a warning >&2; echo a > $@\")\n\
         genrule(name = \"b\", outs = [\"b.txt\"], cmd = \"echo b > $@\")\n",
    );
    let ran = fixture.tk(&["build", "--agent", "//..."]).expect_code(0);
    let text = brief(&ran);
    has(
        &text,
        &[
            "PASSED in",
            "targets: 2 built",
            "1 successful action had something to say",
            "a warning",
        ],
    );
    let again = fixture
        .tk(&["build", "--agent", "//...", "--no-fast"])
        .expect_code(0);
    let text = brief(&again);
    has(&text, &["nothing to do"]);
    let ran = fixture.bazel(&["build", "//..."]).output().unwrap();
    println!(
        "| nothing to do | {} | {} |",
        ran.stdout.len() + ran.stderr.len(),
        text.len()
    );
    let nothing = fixture.tk(&["log"]).expect_code(0);
    has(&nothing.stdout, &["nothing failed"]);
}

#[test]
fn an_agent_is_known_by_its_variable_and_can_be_turned_off() {
    let fixture = workspace("genrule(name = \"a\", outs = [\"a.txt\"], cmd = \"echo a > $@\")\n");
    let run = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = fixture.command(arguments);
        command.envs(variables.iter().copied());
        Ran::of(&command.output().unwrap()).expect_code(0)
    };
    let agent = ("CLAUDECODE", "1");
    let build = ["build", "//...", "--no-fast"];
    assert!(!run(&build, &[agent]).stderr.contains("BUILD SUMMARY"));
    for off in ["--agent=off", "--no-agent", "--verbose"] {
        let ran = run(&[&build[..], &[off]].concat(), &[agent]);
        assert!(
            ran.stderr.contains("BUILD SUMMARY"),
            "{off}: {}",
            ran.stderr
        );
    }
    assert!(
        run(&build, &[agent, ("TK_AGENT", "off")])
            .stderr
            .contains("BUILD SUMMARY")
    );
    assert!(run(&build, &[]).stderr.contains("BUILD SUMMARY"));
    assert!(
        !run(&build, &[("TK_AGENT", "on")])
            .stderr
            .contains("BUILD SUMMARY")
    );
}
