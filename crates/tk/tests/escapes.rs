//! Nothing that others wrote makes a terminal do more than show it.

mod support;

use support::Fixture;
use support::hostile::{KINDS, events, obeyed, written};

/// Plays the part of a Bazel whose events, output and version are hostile.
fn fixture(recording: &[u8], text: &str, code: u8) -> Fixture {
    let printed = format!("INFO: {text}\nDEBUG: {text}\n{text}\nTarget //:x{text} up-to-date:\n");
    let fixture = Fixture::recorded(&events(recording, text), &printed, code);
    let script = fixture.read("bazel");
    let version = format!("case $1 in --version) printf '%s\\n' 'bazel 7{text}'; exit ;; esac\n");
    fixture.write("bazel", &script.replacen('\n', &format!("\n{version}"), 1));
    let quoted = serde_json::Value::String(format!("--define=x={text}")).to_string();
    let quoted = quoted.replace('\u{7f}', "\\u007f");
    fixture.write("tk.toml", &format!("bazel-flags = [{quoted}]\n"));
    let field = |name: &str| serde_json::Value::String(format!("{name}{text}")).to_string();
    let file = format!(
        r#"{{"path": {}, "bytes": 3, "sha256": {}, "label": {}, "step": {}, "mode": {}}}"#,
        field("file"),
        field("0123"),
        field("//:label"),
        field("step"),
        field("mode")
    );
    let manifest = format!(
        r#"{{"format": 1, "version": {}, "platform": "linux-x64", "mode": {}, "commit": {}, "files": [{file}]}}"#,
        field("1"),
        field("production"),
        field("c")
    );
    fixture.write("dist/linux-x64/manifest.json", &manifest);
    fixture
}

/// Runs each command on a terminal and into a pipe; tells how many of the outputs had the text in them.
#[track_caller]
fn assert_harmless(fixture: &Fixture, kind: &str, commands: &[&[&str]]) -> usize {
    let mut shown = 0;
    for arguments in commands {
        for (place, text) in written(fixture, arguments) {
            let found = obeyed(&text);
            assert_eq!(
                found, None,
                "{kind}, {arguments:?}, to a {place}:\n{text:?}"
            );
            shown += usize::from(text.contains("EVIL"));
        }
    }
    shown
}

#[test]
fn builds_tests_and_their_history_are_harmless() {
    for (kind, text) in KINDS {
        let failed = fixture(recording!("action_failure"), text, 1);
        let shown = assert_harmless(
            &failed,
            kind,
            &[
                &["build"],
                &["build", "--verbose"],
                &["build", "--json"],
                &["build", "--github"],
                &["build", "--dry-run"],
                &["build", "--agent"],
                &["log"],
                &["log", "last", "--errors"],
                &["log", "--json"],
                &["describe"],
                &["describe", "--json"],
                &["check"],
                &["history"],
                &["history", "show"],
                &["history", "show", "--json"],
                &["history", "diff"],
                &["history", "diff", "--json"],
                &["history", "trends"],
                &["why", "//:fails"],
                &["profile"],
            ],
        );
        assert!(shown >= 14, "{kind}: in {shown} outputs only");
        let tests = fixture(recording!("tests"), text, 3);
        let shown = assert_harmless(
            &tests,
            kind,
            &[
                &["test"],
                &["test", "--json"],
                &["test", "--agent"],
                &["log", "--errors"],
                &["test", "--failed"],
                &["history", "show"],
            ],
        );
        assert!(shown >= 6, "{kind}: in {shown} outputs only");
    }
}

#[test]
fn what_is_kept_and_set_is_harmless() {
    for (kind, text) in KINDS {
        let fixture = fixture(recording!("success"), text, 0);
        let unknown = format!("no-such{text}");
        fixture.write(&format!("dist/{}", text.replace('/', "")), "not of tk");
        let shown = assert_harmless(
            &fixture,
            kind,
            &[
                &["artifacts"],
                &["artifacts", "list", "--json"],
                &["artifacts", "clean", "--keep", "0", "--dry-run"],
                &["artifacts", "clean", "--keep", "0"],
                &["verify"],
                &["version"],
                &["config"],
                &["config", "--json"],
                &["config", "bazel-flags"],
                &["build", &unknown],
                &["why", &unknown],
                &["history", "show", &unknown],
                &["profile", &unknown],
                &["log", "last", &unknown],
                &["config", &unknown],
                &[&unknown],
                &["clean"],
            ],
        );
        assert!(shown >= 14, "{kind}: in {shown} outputs only");
    }
}

#[test]
fn json_says_what_was_there() {
    let (_, text) = KINDS[11];
    let fixture = fixture(recording!("success"), text, 0);
    let listed = fixture.tk(&["artifacts", "list", "--json"]).expect_code(0);
    let value: serde_json::Value = serde_json::from_str(&listed.stdout).unwrap();
    let path = value["platforms"][0]["files"][0]["path"].as_str().unwrap();
    assert_eq!(path, format!("file{text}"));
}
