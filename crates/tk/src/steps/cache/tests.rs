use std::path::Path;

use super::*;

const LOADED: &str = "@@//tools:steps.bzl";

fn workspace() -> (tempfile::TempDir, Workspace) {
    let dir = tempfile::tempdir().unwrap();
    let workspace = Workspace::without_bazel(dir.path());
    put(dir.path(), "BUILD.bazel", "one");
    put(
        dir.path(),
        "MODULE.bazel",
        "include(\"//bazel:go.MODULE.bazel\")",
    );
    put(dir.path(), "bazel/go.MODULE.bazel", "one");
    put(dir.path(), "tools/steps.bzl", "one");
    put(dir.path(), "base/external/rules~/defs.bzl", "one");
    put(
        dir.path(),
        "base/external/@rules~.marker",
        &format!(
            "1f\nFILE:{} 2f\n",
            dir.path().join("generated-from.txt").display()
        ),
    );
    let outputs = dir.path().join("base/execroot/_main/bazel-out");
    std::fs::create_dir_all(&outputs).unwrap();
    std::os::unix::fs::symlink(outputs, dir.path().join("bazel-out")).unwrap();
    (dir, workspace)
}

fn put(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn step() -> Vec<KnownStep> {
    vec![KnownStep {
        name: "a".to_owned(),
        modes: vec![],
        tags: vec![],
        after: vec!["b".to_owned()],
        mnemonics: vec!["Clippy".to_owned()],
    }]
}

fn remember(workspace: &Workspace) {
    let labels = ["@@//:BUILD.bazel", LOADED, "@@rules~//:defs.bzl"].map(str::to_owned);
    write(workspace, always_read(workspace), &labels, &step());
    assert_eq!(read(workspace), Some(step()));
}

#[test]
fn steps_are_remembered_until_something_they_came_from_changes() {
    let (dir, workspace) = workspace();
    assert_eq!(read(&workspace), None);
    for path in [
        "BUILD.bazel",
        "MODULE.bazel",
        "MODULE.bazel.lock",
        "WORKSPACE",
        ".bazelrc",
        "bazel/go.MODULE.bazel",
        "tools/steps.bzl",
        "base/external/rules~/defs.bzl",
        "generated-from.txt",
    ] {
        remember(&workspace);
        put(dir.path(), path, "two");
        assert_eq!(read(&workspace), None, "{path}");
        put(
            dir.path(),
            "MODULE.bazel",
            "include(\"//bazel:go.MODULE.bazel\")",
        );
    }
    remember(&workspace);
    std::fs::remove_file(dir.path().join("tools/steps.bzl")).unwrap();
    assert_eq!(read(&workspace), None);
}

#[test]
fn a_new_import_of_an_rc_file_counts() {
    let (dir, workspace) = workspace();
    put(dir.path(), ".bazelrc", "try-import %workspace%/user.rc\n");
    remember(&workspace);
    put(dir.path(), "user.rc", "common --override_module=a=b\n");
    assert_eq!(read(&workspace), None);
}

#[test]
fn what_cannot_be_found_is_asked_for_again() {
    let (_dir, workspace) = workspace();
    for label in ["@@gone//:defs.bzl", "nonsense"] {
        write(
            &workspace,
            always_read(&workspace),
            &[label.to_owned()],
            &step(),
        );
        assert_eq!(read(&workspace), None, "{label}");
    }
}

#[test]
fn a_damaged_cache_is_none() {
    let (_dir, workspace) = workspace();
    remember(&workspace);
    std::fs::write(path(&workspace), "{").unwrap();
    assert_eq!(read(&workspace), None);
    assert!(forget(&workspace));
    assert!(!forget(&workspace));
}
