//! Causes in plain words.

use history::why::{FileChange, Named};

use super::*;

/// A file that is not as it was.
pub fn file(path: &str, change: Change, tool: bool) -> FileChange {
    FileChange {
        path: path.to_owned(),
        change,
        tool,
    }
}

/// The reason that files changed since build #3.
pub fn changed(files: Vec<FileChange>) -> Reason {
    Reason {
        kind: Kind::Changed,
        since: Some(3),
        files,
        ..Reason::default()
    }
    .shortened()
}

#[test]
fn causes_read_as_sentences() {
    let files = changed(vec![
        file("bazel-out/k8-fastbuild/bin/a.rlib", Change::Changed, false),
        file("crates/bep/src/lib.rs", Change::Changed, false),
        file("crates/bep/src/new.rs", Change::Added, false),
    ]);
    insta::assert_snapshot!(cause(&files), @"crates/bep/src/lib.rs changed (and 2 more)");
    let tool = changed(vec![file(
        "bazel-out/k8-opt-exec/bin/tools/gen",
        Change::Changed,
        true,
    )]);
    insta::assert_snapshot!(cause(&tool), @"its tool tools/gen changed");
    let mut other = changed(vec![]);
    other.environment = vec![Named {
        name: "PATH".to_owned(),
        change: Change::Changed,
    }];
    other.arguments = vec![Named {
        name: "-O2".to_owned(),
        change: Change::Added,
    }];
    insta::assert_snapshot!(cause(&other), @r#"the environment variable PATH changed, and its command line changed: "-O2" was added"#);
    let mut failed = changed(vec![]);
    failed.kind = Kind::FailedBefore;
    insta::assert_snapshot!(cause(&failed), @"it failed in the previous build: nothing changed since #3");
}
