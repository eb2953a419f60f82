//! Which folders are looked at, and which changes are seen.

use std::collections::BTreeSet;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use crate::record::{Header, Record, encode};
use crate::walk::Rules;
use crate::{Error, Place, Stat, check, places};

/// A workspace with a folder that is ignored, one outside, and links to both.
struct Checkout {
    dir: tempfile::TempDir,
}

impl Checkout {
    fn new() -> Self {
        let checkout = Self {
            dir: tempfile::tempdir().unwrap(),
        };
        for file in [
            "w/a/one.txt",
            "w/ignored/deep/two.txt",
            "w/.tk/modules/three.txt",
            "outside/four.txt",
            "w/linked.txt",
        ] {
            let path = checkout.path(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "content").unwrap();
        }
        symlink(checkout.path("outside"), checkout.path("w/a/out")).unwrap();
        symlink("../.tk/modules", checkout.path("w/a/modules")).unwrap();
        symlink("../linked.txt", checkout.path("w/a/inside")).unwrap();
        symlink("nowhere", checkout.path("w/a/broken")).unwrap();
        checkout
    }

    fn path(&self, below: &str) -> PathBuf {
        self.dir.path().canonicalize().unwrap().join(below)
    }

    fn remember(&self) -> Result<Record, Error> {
        let root = self.path("w");
        let ignored = [PathBuf::from("ignored")].into();
        let rules = Rules {
            root: &root,
            ignored: &ignored,
            output_base: Path::new("/none"),
            limit: i64::MAX - 10_000_000_000,
        };
        let found = places::look(&[(root.clone(), Place::Root)], &rules)?;
        let header = Header {
            ignored: vec!["ignored".into()],
            watched: found.watched,
            ..Header::default()
        };
        Ok(Record::decode(encode(&header, found.folders)).unwrap())
    }

    fn change(&self, record: &Record) -> Option<String> {
        let watched = check::watched(&record.header.watched)
            .err()
            .map(|error| error.to_string());
        let found = check::folders(record).err().map(|error| error.to_string());
        let text = found.or(watched)?;
        let base = self.path("w").parent()?.display().to_string();
        Some(text.replace(&format!("{base}/"), ""))
    }
}

type Change = fn(&Checkout);

/// What is said of each change.
const CHANGES: [(&str, Change); 12] = [
    ("w/a/one.txt changed", |it| {
        std::fs::write(it.path("w/a/one.txt"), "CONTENT").unwrap();
    }),
    ("w/a changed", |it| {
        std::fs::remove_file(it.path("w/a/one.txt")).unwrap();
    }),
    ("w/a changed", |it| {
        std::fs::write(it.path("w/a/new"), "").unwrap()
    }),
    ("w/new is new", |it| {
        std::fs::write(it.path("w/new"), "").unwrap()
    }),
    ("w/bazel-mine is new", |it| {
        std::fs::create_dir(it.path("w/bazel-mine")).unwrap();
    }),
    ("w/linked.txt is gone", |it| {
        std::fs::remove_file(it.path("w/linked.txt")).unwrap();
    }),
    ("outside/four.txt changed", |it| {
        std::fs::write(it.path("outside/four.txt"), "").unwrap();
    }),
    ("w/a/out changed", |it| {
        std::fs::write(it.path("outside/five.txt"), "").unwrap();
    }),
    ("w/.tk/modules/three.txt changed", |it| {
        std::fs::write(it.path("w/.tk/modules/three.txt"), "").unwrap();
    }),
    ("w/a changed", |it| {
        std::fs::remove_file(it.path("w/a/out")).unwrap();
        symlink(it.path("w"), it.path("w/a/out")).unwrap();
    }),
    ("w/a changed", |it| {
        std::fs::write(it.path("w/a/nowhere"), "").unwrap();
    }),
    ("w/a/one.txt changed", |it| {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(it.path("w/a/one.txt"), mode).unwrap();
    }),
];

#[test]
fn every_kind_of_change_is_seen() {
    for (expected, change) in CHANGES {
        let checkout = Checkout::new();
        let record = checkout.remember().unwrap();
        assert_eq!(checkout.change(&record), None, "before {expected}");
        std::thread::sleep(std::time::Duration::from_millis(15));
        change(&checkout);
        assert_eq!(checkout.change(&record).as_deref(), Some(expected));
    }
}

#[test]
fn what_bazel_does_not_read_may_change() {
    let checkout = Checkout::new();
    let record = checkout
        .remember()
        .unwrap_or_else(|error| panic!("{error}"));
    std::fs::write(checkout.path("w/ignored/deep/two.txt"), "").unwrap();
    std::fs::write(checkout.path("w/ignored/more.txt"), "").unwrap();
    std::fs::write(checkout.path("w/.tk/state"), "").unwrap();
    std::fs::create_dir(checkout.path("w/.git")).unwrap();
    symlink("/none/bin", checkout.path("w/bazel-bin")).unwrap();
    assert_eq!(checkout.change(&record), None);
}

#[test]
fn what_every_build_writes_among_the_outputs_may_change() {
    let dir = tempfile::tempdir().unwrap();
    let outputs = dir.path().canonicalize().unwrap();
    let write = |below: &str, content: &str| {
        let path = outputs.join(below);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    };
    write("k8-fastbuild/bin/one", "made");
    write("_tmp/actions/stdout", "before");
    write("rustc-incremental/k8-fastbuild/tk/state", "before");
    let rules = Rules {
        root: Path::new("/none"),
        ignored: &BTreeSet::new(),
        output_base: Path::new("/none"),
        limit: i64::MAX - 10_000_000_000,
    };
    let found = places::look(&[(outputs.clone(), Place::Outputs)], &rules).unwrap();
    assert_eq!(found.outputs, 1);
    let record = Record::decode(encode(&Header::default(), found.folders)).unwrap();
    let change = || check::folders(&record).err().map(|error| error.to_string());
    std::thread::sleep(std::time::Duration::from_millis(15));
    write("_tmp/actions/stderr", "after");
    write("rustc-incremental/k8-fastbuild/tk/state", "after");
    write("rustc-incremental/k8-opt/tk/state", "after");
    write("stable-status.txt", "after");
    assert_eq!(change(), None);
    std::fs::remove_dir_all(outputs.join("rustc-incremental")).unwrap();
    assert_eq!(change(), None);
    write("k8-fastbuild/bin/rustc-incremental/state", "made");
    let changed = outputs.join("k8-fastbuild/bin").display().to_string();
    assert_eq!(change(), Some(format!("{changed} changed")));
}

#[test]
fn what_changed_too_late_is_not_remembered() {
    let checkout = Checkout::new();
    let root = checkout.path("w");
    let file = Stat::of(&checkout.path("w/a/one.txt")).unwrap();
    let ignored = [PathBuf::from("ignored")].into();
    let rules = Rules {
        root: &root,
        ignored: &ignored,
        output_base: Path::new("/none"),
        limit: file.ctime,
    };
    let refused = places::look(&[(root.clone(), Place::Root)], &rules);
    assert!(matches!(refused, Err(Error::Fresh(_))));
}
