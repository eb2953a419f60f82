//! Bazel itself (the one that `TK_BAZEL_BIN` names) writes both forms of its events of one build, and
//! what this crate reads from the binary one is what stands in the JSON.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use bep::OtherFormat;
use support::json::{Schema, sorted};

/// A workspace of its own, with a server of its own.
struct Workspace {
    folder: tempfile::TempDir,
    bazel: PathBuf,
}

impl Workspace {
    fn new() -> Self {
        let bazel = std::env::var_os("TK_BAZEL_BIN");
        let bazel = PathBuf::from(bazel.unwrap_or_else(|| {
            panic!("these tests run a real Bazel: set TK_BAZEL_BIN to its path")
        }));
        let folder = tempfile::tempdir().unwrap();
        let of_recordings = support::path("workspace");
        std::fs::create_dir(folder.path().join("ws")).unwrap();
        for (from, to) in [
            ("rules.bzl", "rules.bzl"),
            ("BUILD.bazel.in", "BUILD.bazel"),
        ] {
            let text = std::fs::read(of_recordings.join(from)).unwrap();
            std::fs::write(folder.path().join("ws").join(to), text).unwrap();
        }
        std::fs::write(folder.path().join("ws/WORKSPACE"), "").unwrap();
        Self { folder, bazel }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn bazel(&self, arguments: &[&str]) -> std::process::Output {
        let mut command = Command::new(&self.bazel);
        command
            .current_dir(self.path("ws"))
            .args(["--nohome_rc", "--nosystem_rc", "--max_idle_secs=30"])
            .arg("--host_jvm_args=-Xmx512m")
            .arg(format!("--output_base={}", self.path("out").display()))
            .args(arguments);
        command.output().unwrap()
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        self.bazel(&["shutdown"]);
        // What Bazel made cannot be deleted as it is.
        let out = self.path("out");
        let _ = Command::new("chmod").args(["-R", "u+w"]).arg(out).status();
    }
}

fn read(path: &Path) -> Vec<bep::wire::BuildEvent> {
    let file = std::fs::File::open(path).unwrap();
    bep::EventReader::new(file).map(Result::unwrap).collect()
}

/// The other files that Bazel writes of a build are told from its events.
#[test]
fn bazels_other_files_are_named() {
    let workspace = Workspace::new();
    let files = [
        (
            "build_event_text_file",
            "events.txt",
            OtherFormat::EventText,
        ),
        (
            "execution_log_binary_file",
            "log.bin",
            OtherFormat::ExecutionLog,
        ),
        (
            "execution_log_json_file",
            "log.json",
            OtherFormat::ExecutionLog,
        ),
        ("profile", "profile.gz", OtherFormat::Profile),
        ("profile", "profile.json", OtherFormat::Profile),
    ];
    for flags in [&files[..2], &files[2..4], &files[4..]] {
        let flags: Vec<_> = flags
            .iter()
            .map(|(flag, file, _)| format!("--{flag}={}", workspace.path(file).display()))
            .collect();
        let mut arguments = vec![
            "build",
            "--noenable_bzlmod",
            "--enable_workspace",
            "//:both",
        ];
        arguments.extend(flags.iter().map(String::as_str));
        let built = workspace.bazel(&arguments);
        assert!(built.status.success(), "{built:?}");
        // So that the next log has actions, too.
        workspace.bazel(&["clean", "--noenable_bzlmod", "--enable_workspace"]);
    }
    for (flag, file, format) in files {
        let read = bep::read_file(&workspace.path(file));
        let error = read.map(|reading| reading.end).unwrap_err();
        assert!(
            matches!(error, bep::Error::OtherFormat(found) if found == format),
            "{flag}: {error:?}"
        );
    }
}

#[test]
fn binary_and_json_are_the_same_events() {
    let workspace = Workspace::new();
    let binary = workspace.path("events.bep");
    let json = workspace.path("events.json");
    let built = workspace.bazel(&[
        "test",
        "--noenable_bzlmod",
        "--enable_workspace",
        "--incompatible_strict_action_env",
        "--color=no",
        "--curses=no",
        "-k",
        "--build_event_publish_all_actions",
        &format!("--build_event_binary_file={}", binary.display()),
        &format!("--build_event_json_file={}", json.display()),
        "//:both",
        "//:fails",
        "//:passes_test",
        "//:fails_test",
        "//:broken",
    ]);
    let said = String::from_utf8_lossy(&built.stderr).into_owned();
    assert_eq!(built.status.code(), Some(1), "{said}");
    let schema = Schema::of_bazel();
    let text = std::fs::read_to_string(&json).unwrap();
    let of_json: Vec<_> = text.lines().map(|line| schema.event(line)).collect();
    assert_eq!(sorted(read(&binary)), sorted(of_json));
    let reading = bep::read_file(&binary).unwrap();
    assert!(matches!(reading.end, bep::StreamEnd::Complete));
    let report = reading.model.report(&support::options());
    let of_json = bep::read_file(&json).unwrap();
    assert!(matches!(of_json.end, bep::StreamEnd::Complete));
    assert_eq!(of_json.model.report(&support::options()), report);
    assert_eq!(of_json.model.outputs(), reading.model.outputs());
    let failed: Vec<_> = report
        .failures
        .iter()
        .map(|failure| (failure.label.as_str(), failure.exit_code))
        .collect();
    assert_eq!(
        failed,
        [
            ("//:fails", Some(7)),
            ("//:broken", None),
            ("//:fails_test", None)
        ]
    );
}
