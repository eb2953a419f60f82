//! Links and empty folders in artifacts that are directories.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use super::fixture::{Fixture, step};
use crate::manifest;
use crate::publish::Outcome;

const TREE: &str = "bazel-out/bin/tree";

fn link(fixture: &Fixture, target: impl AsRef<Path>, at: &str) {
    let path = fixture.exec_root().join(TREE).join(at);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    symlink(target, path).unwrap();
}

/// All that is below `dist/linux-x64/tree`, links with what they say.
fn published(fixture: &Fixture) -> String {
    let mut lines = Vec::new();
    list(&fixture.dist("tree"), "", &mut lines);
    lines.sort();
    lines.join("\n")
}

fn list(folder: &Path, below: &str, lines: &mut Vec<String>) {
    for entry in folder.read_dir().unwrap() {
        let entry = entry.unwrap();
        let name = format!("{below}{}", entry.file_name().to_str().unwrap());
        if let Ok(to) = entry.path().read_link() {
            lines.push(format!("{name} -> {}", to.display()));
        } else if entry.path().is_dir() {
            lines.push(format!("{name}/"));
            list(&entry.path(), &format!("{name}/"), lines);
        } else {
            lines.push(format!(
                "{name}: {}",
                fs::read_to_string(entry.path()).unwrap()
            ));
        }
    }
}

fn tree() -> (Fixture, [bep::StepDefinition; 1]) {
    let fixture = Fixture::new();
    fixture.output(&format!("{TREE}/lib/libx.so.1"), "x");
    fixture.output(&format!("{TREE}/bin/app"), "app");
    (fixture, [step("app", &[(TREE, "tree")])])
}

#[test]
fn links_within_and_empty_folders_are_kept() {
    let (fixture, steps) = tree();
    let real = fixture.exec_root().join(TREE).canonicalize().unwrap();
    link(&fixture, "libx.so.1", "lib/libx.so");
    link(&fixture, "../lib", "bin/lib");
    link(&fixture, real.join("lib/libx.so.1"), "bin/absolute");
    link(&fixture, &real, "bin/all");
    link(&fixture, ".", "self");
    fs::create_dir_all(fixture.exec_root().join(TREE).join("share/empty")).unwrap();
    fixture.publish(&steps).unwrap();
    insta::assert_snapshot!(published(&fixture), @r"
    bin/
    bin/absolute -> ../lib/libx.so.1
    bin/all -> ..
    bin/app: app
    bin/lib -> ../lib
    lib/
    lib/libx.so -> libx.so.1
    lib/libx.so.1: x
    self -> .
    share/
    share/empty/
    ");
    let again = fixture.publish(&steps).unwrap();
    assert!(matches!(again, Outcome::Unchanged { files: 2, .. }));

    let manifest = manifest::read(&fixture.dist("")).unwrap();
    let paths = |bare: &[manifest::Bare]| -> Vec<String> {
        bare.iter().map(|one| one.path.clone()).collect()
    };
    assert_eq!(manifest.links.len(), 5);
    assert_eq!(paths(&manifest.folders), ["tree/share/empty"]);
    assert_eq!(foreign(&fixture), [""; 0]);
    fs::remove_file(fixture.dist("tree/bin/lib")).unwrap();
    symlink("/etc", fixture.dist("tree/bin/lib")).unwrap();
    symlink("/etc", fixture.dist("tree/more")).unwrap();
    assert_eq!(foreign(&fixture), ["tree/bin/lib", "tree/more"]);
    let repaired = fixture.publish(&steps).unwrap();
    assert!(matches!(repaired, Outcome::Written { changed: 0, .. }));
    assert_eq!(foreign(&fixture), [""; 0]);
}

fn foreign(fixture: &Fixture) -> Vec<String> {
    let manifest = manifest::read(&fixture.dist("")).unwrap();
    crate::verify::foreign_files(&fixture.dist(""), &manifest).unwrap()
}

#[test]
fn what_a_link_of_this_workspace_leads_to_is_copied_with_its_own_links() {
    let (fixture, steps) = tree();
    let other = fixture.exec_root().join("bazel-out/bin/other");
    fixture.output("bazel-out/bin/other/data/file", "data");
    symlink("data/file", other.join("short")).unwrap();
    link(&fixture, &other, "other");
    link(&fixture, "../../other/data/file", "bin/file");
    fixture.publish(&steps).unwrap();
    insta::assert_snapshot!(published(&fixture), @r"
    bin/
    bin/app: app
    bin/file: data
    lib/
    lib/libx.so.1: x
    other/
    other/data/
    other/data/file: data
    other/short -> data/file
    ");
}

#[test]
fn an_empty_artifact_is_an_empty_folder() {
    let fixture = Fixture::new();
    fs::create_dir_all(fixture.exec_root().join(TREE)).unwrap();
    let steps = [step("app", &[(TREE, "tree")])];
    fixture.publish(&steps).unwrap();
    assert!(fixture.dist("tree").is_dir());
    fs::remove_dir(fixture.dist("tree")).unwrap();
    fixture.publish(&steps).unwrap();
    assert!(fixture.dist("tree").is_dir());
}

#[test]
fn a_step_by_itself_leaves_the_links_of_others() {
    let (fixture, [app]) = tree();
    link(&fixture, "../lib", "bin/lib");
    fixture.output("bazel-out/bin/other", "other");
    let other = step("other", &[("bazel-out/bin/other", "other")]);
    fixture.publish(&[app, other.clone()]).unwrap();
    fixture.output("bazel-out/bin/other", "new");
    fixture
        .publish_as(checkout::Mode::Production, &[other], true)
        .unwrap();
    assert_eq!(
        fixture.dist("tree/bin/lib").read_link().unwrap(),
        Path::new("../lib")
    );
}

#[test]
fn links_in_circles_and_out_of_the_workspace_are_refused() {
    let refused = |target: &dyn Fn(&Fixture) -> String| {
        let (fixture, steps) = tree();
        link(&fixture, target(&fixture), "bin/link");
        let error = fixture.publish(&steps).unwrap_err().to_string();
        let root = fixture.exec_root().parent().unwrap().to_owned();
        assert!(!fixture.dist("").exists(), "something was published");
        error
            .replace(
                &*root.canonicalize().unwrap().to_string_lossy(),
                "<output base>",
            )
            .replace(&*root.to_string_lossy(), "<output base>")
    };
    insta::assert_snapshot!(refused(&|_| "/etc/passwd".to_owned()), @"the step app has //:app-files as an artifact, in which <output base>/exec/bazel-out/bin/tree/bin/link links to /etc/passwd, which is neither in the artifact nor of this workspace: let the artifact have a copy of it, or a relative link to one");
    insta::assert_snapshot!(refused(&|_| "/".to_owned()), @"the step app has //:app-files as an artifact, in which <output base>/exec/bazel-out/bin/tree/bin/link links to /, which is neither in the artifact nor of this workspace: let the artifact have a copy of it, or a relative link to one");
    insta::assert_snapshot!(refused(&|_| "link".to_owned()), @"the step app has //:app-files as an artifact, in which <output base>/exec/bazel-out/bin/tree/bin/link is a link in a circle");
    insta::assert_snapshot!(refused(&|_| "../none".to_owned()), @"the step app has //:app-files as an artifact, in which <output base>/exec/bazel-out/bin/tree/bin/link is a link to nothing");
    insta::assert_snapshot!(refused(&|_| "../../".to_owned()), @"the step app has //:app-files as an artifact, in which <output base>/exec/bazel-out/bin/tree/bin/link is a link in a circle");
    let mutual = |fixture: &Fixture| {
        let other = fixture.exec_root().join("bazel-out/bin/other");
        fs::create_dir_all(&other).unwrap();
        symlink(fixture.exec_root().join(TREE), other.join("back")).unwrap();
        other.to_string_lossy().into_owned()
    };
    insta::assert_snapshot!(refused(&mutual), @"the step app has //:app-files as an artifact, in which <output base>/exec/bazel-out/bin/tree/bin/link/back is a link in a circle");
}
