//! From what Bazel left of a build to what is told of it.

use std::fs;

use bazel::execution_log::sample::Record;
use bep::{Model, ReportOptions};
use tempfile::TempDir;

use super::*;
use crate::History;
use crate::compression;
use crate::why::{Answer, Asked, Change, Kind};

/// A checkout, and the folder in which Bazel records its builds.
struct Checkout {
    workspace: Workspace,
    recordings: Recordings,
    _folder: TempDir,
}

impl Checkout {
    fn make() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            workspace: Workspace::without_bazel(folder.path()),
            recordings: Recordings::below(folder.path()),
            _folder: folder,
        }
    }

    /// Records a build of which Bazel left an execution log.
    fn record(&self, log: &[u8]) -> Result<Recorded> {
        fs::write(&self.recordings.executions, log).unwrap();
        let words = ["build", "//:a", "--", "--action_env=TOKEN=hunter2-hunter2"];
        let build = EndedBuild {
            report: &Model::new().report(&ReportOptions::default()),
            command_line: &words.map(str::to_owned),
            mode: "development",
            commit: Some("0123"),
            exit_code: 1,
            elapsed_ms: 5.0,
            recordings: &self.recordings,
            steps: &[],
            redactor: &Redactor::new().with_secrets(["hunter2-hunter2".to_owned()]),
        };
        record(&self.workspace, &build)
    }

    fn history(&self) -> History {
        History::open(&self.workspace).unwrap()
    }

    fn why(&self, label: &str) -> Answer {
        let history = self.history();
        let asked = Asked::Label(label.to_owned());
        let build = history.last_build().unwrap().unwrap();
        history.why(&asked, label, build).unwrap().unwrap()
    }
}

fn log(label: &str, digest: &str) -> Vec<u8> {
    Record {
        label,
        arguments: &["cat", "hunter2-hunter2"],
        environment: &[("KEY", "hunter2-hunter2")],
        inputs: &[("in.txt", digest)],
        output: "bazel-out/k8/bin/a",
        ..Record::default()
    }
    .framed()
}

#[test]
fn what_changed_is_the_reason() {
    let checkout = Checkout::make();
    let recorded = checkout.record(&log("@@//:a", "0f")).unwrap();
    assert!(recorded.set_aside.is_none() && recorded.missing.is_empty());
    assert_eq!(checkout.why("//:a").actions[0].reason.kind, Kind::First);

    checkout.record(&log("@@//:a", "ff")).unwrap();
    let answer = checkout.why("//:a");
    let reason = &answer.actions[0].reason;
    assert_eq!((reason.kind, reason.since), (Kind::Changed, Some(1)));
    assert_eq!(reason.files.len(), 1);
    let file = &reason.files[0];
    assert_eq!((&*file.path, file.change), ("in.txt", Change::Changed));
}

#[test]
fn labels_are_in_their_own_letters() {
    let checkout = Checkout::make();
    let log = log("//:gr\u{c3}\u{bc}\u{c3}\u{9f}e", "0f");
    checkout.record(&log).unwrap();
    assert_eq!(checkout.why("//:grüße").actions[0].label, "//:grüße");
}

#[test]
fn builds_are_recorded_without_secrets() {
    let checkout = Checkout::make();
    checkout.record(&log("//:a", "0f")).unwrap();
    let build = checkout.history().last_build().unwrap().unwrap();
    assert_eq!(build.command, "build");
    assert_eq!(build.exit_code, 1);
    assert_eq!(build.commit.as_deref(), Some("0123"));
    assert!(!build.arguments.join(" ").contains("hunter2"));

    let (connection, _) = database::open(&checkout.workspace).unwrap();
    let select = "SELECT command FROM actions";
    let packed: Vec<u8> = connection.query_row(select, [], |row| row.get(0)).unwrap();
    let command = String::from_utf8(compression::unpack(&packed).unwrap()).unwrap();
    assert!(command.contains("[redacted]"), "{command}");
    assert!(!command.contains("hunter2"), "{command}");
}

#[test]
fn a_log_that_is_damaged_leaves_the_build_in_the_history() {
    let checkout = Checkout::make();
    let recorded = checkout.record(&[2, 0x0a, 0x7f]).unwrap();
    let missing = recorded.missing.as_slice();
    assert!(matches!(missing, [Error::ExecutionLog(_)]), "{missing:?}");
    assert_eq!(checkout.history().builds(10).unwrap().len(), 1);
}

#[test]
fn a_database_that_is_damaged_is_set_aside() {
    let checkout = Checkout::make();
    let path = database::path(&checkout.workspace);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, [b'x'; 8192]).unwrap();
    let recorded = checkout.record(&[]).unwrap();
    let aside = recorded.set_aside.unwrap();
    assert_eq!(aside, path.with_extension("sqlite.damaged-1"));
    assert_eq!(checkout.history().builds(10).unwrap().len(), 1);
}
