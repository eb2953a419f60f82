//! What becomes of the texts that Bazel and its tools print beside the events.

mod support;

use support::recordings::shown;
use support::{Fixture, Ran};

/// Bazel waits, and only then begins.
#[test]
fn waiting_for_another_bazel_is_said_at_once() {
    // This test holds the lock.
    let own = std::process::id();
    let printed = format!(
        "Another command (pid={own}) is running. Waiting for it to complete on the server (server_pid=11)...\n"
    );
    let fixture = Fixture::played(
        "cat printed >&2; sleep 0.3\nfor argument; do case $argument in --build_event_binary_file=*) cp recording \"${argument#*=}\" ;; esac; done\n",
    );
    fixture.write("printed", &printed);
    std::fs::write(fixture.root().join("recording"), recording!("null_rebuild")).unwrap();
    let ran = fixture.tk(&["build"]).expect_code(0).stderr;
    assert!(
        ran.starts_with("Bazel's lock is held by `")
            && ran.contains(&format!("(process {own}, running for ")),
        "{ran}"
    );
    assert!(ran.contains(" for the lock; continuing.\n"), "{ran}");
}

/// What a tool says is taken from the file that its event names: here, none does.
#[test]
fn bazels_own_words_are_shown_to_those_who_ask() {
    let printed = "(12:34:56) INFO: From Compiling //a:\nwarning: unused variable: `x`\n(12:34:56) INFO: Build completed\n";
    let quiet = shown(recording!("success"), printed, 0, &["build"]);
    assert!(quiet.starts_with("BUILD SUMMARY"), "{quiet}");
    let verbose = shown(recording!("success"), printed, 0, &["build", "-v"]);
    let expected =
        "\nINFO: From Compiling //a:\nwarning: unused variable: `x`\nINFO: Build completed\n";
    assert_eq!(verbose.matches(expected).count(), 1, "{verbose}");
}

/// Secrets of the environment, of flags and of addresses never reach the screen.
#[test]
fn secrets_are_redacted() {
    let printed = "SUBCOMMAND: # //a\n(cd /tmp && \\\n  exec env - \\\n    SESSION=planted-one \\\n  /bin/true --x_header=a=planted-two)\nINFO: From Compiling //a:\nwarning: planted-three and cGxhbnRlZC10aHJlZQ==\nfetching https://me:planted-four@host/x\n";
    for arguments in [
        vec!["build", "-v"],
        vec![
            "build",
            "-v",
            "--json",
            "--",
            "--remote_header=authorization=planted-five",
        ],
    ] {
        let output = Fixture::recorded(recording!("success"), printed, 0)
            .command(&arguments)
            .env("API_TOKEN", "planted-three")
            .output()
            .unwrap();
        let ran = Ran::of(&output).expect_code(0).expect_stderr("[redacted]");
        let all = format!("{}{}", ran.stdout, ran.stderr);
        for secret in ["planted", "cGxhbnRlZC10aHJlZQ"] {
            assert!(!all.contains(secret), "{arguments:?}: {all}");
        }
        assert!(all.contains("warning: "), "{all}");
    }
}
