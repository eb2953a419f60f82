//! Flags of other people's rc files in real builds, and a registry that cannot be reached.

mod support;

use std::time::{Duration, Instant};

use support::Fixture;

const OFFLINE: &str = "common --noenable_bzlmod --enable_workspace\n";

const BUILD: &str = r#"
genrule(name = "good", outs = ["good.txt"], srcs = ["in.txt"], cmd = "cp $< $@")
genrule(name = "other", outs = ["other.txt"], srcs = ["in.txt"], cmd = "cp $< $@")
genrule(name = "bad", outs = ["bad.txt"], srcs = ["in.txt"], cmd = "echo wrong >&2; exit 1", tags = ["manual"])
"#;

/// A workspace with this in its rc file.
fn workspace(rc: &str) -> Fixture {
    let fixture = Fixture::of_others(&format!("{OFFLINE}{rc}"));
    fixture.write("WORKSPACE", "");
    fixture.write("BUILD", BUILD);
    fixture.write("in.txt", "0");
    fixture
}

/// A line of the summary without what differs from run to run.
fn verdict(told: &str) -> String {
    let line = told
        .lines()
        .find(|line| line.starts_with("PASSED") || line.starts_with("FAILED"));
    line.unwrap_or(told)
        .split(" in ")
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// Flags, and the file that each leaves.
const FLAGS: [(&str, &str); 19] = [
    ("--profile=left.gz", "left.gz"),
    ("--explain=left.txt", "left.txt"),
    ("--execution_log_json_file=left.json", "left.json"),
    ("--execution_log_binary_file=left.log", "left.log"),
    ("--build_event_json_file=left.json", "left.json"),
    ("--build_event_text_file=left.txt", "left.txt"),
    ("--symlink_prefix=out/", "out/bin"),
    ("--experimental_convenience_symlinks=ignore", "in.txt"),
    ("--tool_tag=mine", "in.txt"),
    (
        "--invocation_id=6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "in.txt",
    ),
    (
        "--build_request_id=6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "in.txt",
    ),
    ("--keep_going", "in.txt"),
    ("--output_filter=none", "in.txt"),
    ("--slim_profile", "in.txt"),
    ("--nobuild_event_binary_file_path_conversion", "in.txt"),
    ("--show_result=5", "in.txt"),
    ("--color=yes", "in.txt"),
    ("--noshow_progress", "in.txt"),
    ("--announce_rc", "in.txt"),
];

#[test]
fn flags_of_an_rc_file_do_what_they_do_on_the_command_line() {
    let fixture = workspace("try-import %workspace%/one.rc\n");
    for (round, (flag, left)) in FLAGS.into_iter().enumerate() {
        let run = |words: &[&str], content: String| {
            fixture.write("in.txt", &content);
            let ran = fixture.tk(words);
            let has_left = fixture.exists(left);
            let path = fixture.root().join(left);
            if left != "in.txt" && path.is_file() {
                std::fs::remove_file(path).unwrap();
            }
            (ran.code, verdict(&ran.stderr), has_left)
        };
        let typed = run(&["build", "--", flag], format!("{round} typed"));
        fixture.write("one.rc", &format!("build {flag}\n"));
        let set = run(&["build"], format!("{round} set"));
        fixture.write("one.rc", "");
        assert_eq!(typed, set, "{flag}");
        assert_eq!(typed, (Some(0), "PASSED".to_owned(), true), "{flag}");
    }
}

#[test]
fn failures_are_told_whatever_the_rc_file_says_of_the_display() {
    let fixture = workspace("try-import %workspace%/one.rc\n");
    for flag in [
        "--color=yes",
        "--curses=no",
        "--terminal_columns=20",
        "--show_result=5",
        "--verbose_failures",
    ] {
        fixture.write("one.rc", &format!("common {flag}\n"));
        let failed = fixture.tk(&["build", "//:bad"]).expect_code(1);
        assert!(
            failed.stderr.contains("FAIL //:bad (Genrule), exit code 1"),
            "{flag}: {}",
            failed.stderr
        );
        assert!(failed.stderr.contains("wrong"), "{flag}: {}", failed.stderr);
    }
}

#[test]
fn startup_flags_of_an_rc_file_count_for_all_commands() {
    for startup in [
        "--output_base=/BASE",
        "--noblock_for_lock --client_debug",
        "--batch",
    ] {
        let fixture = workspace("");
        let base = fixture.root().parent().unwrap().join("output/own");
        let startup = startup.replace("/BASE", &base.display().to_string());
        let rc = fixture.read(".bazelrc");
        fixture.write(".bazelrc", &format!("{rc}startup {startup}\n"));
        for words in [
            &["build"][..],
            &["build", "--no-fast"],
            &["why", "//:good"],
            &["clean"],
        ] {
            let ran = fixture.tk(words);
            assert_eq!(ran.code, Some(0), "{startup} {words:?}: {}", ran.stderr);
        }
    }
}

#[test]
fn targets_are_left_out_and_taken_from_files_in_real_builds() {
    let fixture = workspace("build:listed --target_pattern_file=listed.txt\n");
    fixture.write("listed.txt", "//:good\r\n# none: //:bad\r\n");
    for words in [
        &["build", "//:all", "-//:other"][..],
        &["build", "-//:other"],
        &["build", "--", "//...", "-//:other"],
        &["build", "--", "--target_pattern_file=listed.txt"],
        &["build", "--bazel-config=listed"],
    ] {
        fixture.write("in.txt", &format!("{words:?}"));
        let built = fixture.tk(words).expect_code(0).stderr;
        assert!(built.contains("  PASS     //:good"), "{words:?}: {built}");
        assert!(!built.contains("//:other"), "{words:?}: {built}");
    }
}

#[test]
fn without_the_registry_it_is_said_soon_what_to_do() {
    let modules = "module(name = \"x\")\nbazel_dep(name = \"rules_shell\", version = \"0.6.1\")\n";
    for has_root_package in [true, false] {
        let fixture = Fixture::of_others("common --registry=https://registry.invalid\n");
        fixture.write("MODULE.bazel", modules);
        fixture.write(
            if has_root_package {
                "BUILD"
            } else {
                "pkg/BUILD"
            },
            "",
        );
        // Starting a server takes its time on its own.
        fixture.bazel(&["info", "server_pid"]).output().unwrap();
        let begun = Instant::now();
        let ran = fixture.tk(&["build"]);
        let took = begun.elapsed();
        assert_ne!(ran.code, Some(0));
        let ran = ran.expect_stderr("registry.invalid");
        let next = "for machines that reach only package registries there is packages mode";
        let told = ran
            .expect_stderr(next)
            .expect_stderr("docs/modules.md")
            .stderr;
        assert_eq!(told.matches("packages mode").count(), 1, "{told}");
        // Left alone, Bazel tries for 29 s.
        assert!(took < Duration::from_secs(15), "{took:?}: {told}");
    }
}
