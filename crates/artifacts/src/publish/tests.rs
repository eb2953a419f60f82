mod fixture;
mod links;

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};

use checkout::Mode;

use super::*;
use crate::error::Error;
use fixture::{Fixture, rust_and_web, step};

#[test]
fn files_and_directories_become_real_files_with_a_manifest() {
    let fixture = Fixture::new();
    let steps = rust_and_web(&fixture);
    assert_eq!(
        fixture.publish(&steps).unwrap(),
        Outcome::Written {
            files: 3,
            changed: 3,
            bytes: 21
        }
    );
    insta::assert_snapshot!(fs::read_to_string(fixture.dist("manifest.json")).unwrap(), @r#"
    {
      "format": 1,
      "version": "0.1.0",
      "platform": "linux-x64",
      "mode": "production",
      "commit": "c0ffee",
      "files": [
        {
          "path": "tool",
          "bytes": 12,
          "sha256": "45097f6a663c462c74713f58fec5812b00cf94d8a89672da8ea431f006944066",
          "label": "//:rust-files",
          "step": "rust",
          "mode": "production"
        },
        {
          "path": "web/dist/assets/a.js",
          "bytes": 3,
          "sha256": "a95a430608fb6e9ab984c01c1a9dc039cefd2776356781efc924f02ab583a32e",
          "label": "//:web-files",
          "step": "web",
          "mode": "production"
        },
        {
          "path": "web/dist/index.html",
          "bytes": 6,
          "sha256": "b7d082ee12e91b756ea22e8513b8594eebcf5d39fab813da3cb55794dc888ad7",
          "label": "//:web-files",
          "step": "web",
          "mode": "production"
        }
      ]
    }
    "#);
}

#[test]
fn programs_are_executable_and_nothing_else() {
    let fixture = Fixture::new();
    let steps = rust_and_web(&fixture);
    fixture.publish(&steps).unwrap();
    let mode = |path: &str| {
        fixture
            .dist(path)
            .symlink_metadata()
            .unwrap()
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!(mode("tool"), 0o755);
    assert_eq!(mode("web/dist/assets/a.js"), 0o644);
    assert_eq!(mode("manifest.json"), 0o644);
}

#[test]
fn nothing_is_touched_when_nothing_changed() {
    let fixture = Fixture::new();
    let steps = rust_and_web(&fixture);
    fixture.publish(&steps).unwrap();
    let before = fixture.dist("").metadata().unwrap().ino();
    let Outcome::Unchanged { files: 3, bytes } = fixture.publish(&steps).unwrap() else {
        panic!("something was written");
    };
    assert!(bytes > 0);
    assert_eq!(fixture.dist("").metadata().unwrap().ino(), before);
}

#[test]
fn only_what_changed_is_copied_again() {
    let fixture = Fixture::new();
    let steps = rust_and_web(&fixture);
    fixture.publish(&steps).unwrap();
    fixture.output("bazel-out/bin/web/index.html", "<html lang=en>");
    assert_eq!(
        fixture.publish(&steps).unwrap(),
        Outcome::Written {
            files: 3,
            changed: 1,
            bytes: 29
        }
    );
    assert_eq!(
        fs::read_to_string(fixture.dist("web/dist/index.html")).unwrap(),
        "<html lang=en>"
    );
    let links = fixture.dist("tool").metadata().unwrap().nlink();
    assert_eq!(links, 1, "the old tree is gone");
}

#[test]
fn another_commit_makes_another_manifest() {
    let mut fixture = Fixture::new();
    let steps = rust_and_web(&fixture);
    fixture.publish(&steps).unwrap();
    fixture.head = "decade".to_owned();
    let outcome = fixture.publish(&steps).unwrap();
    assert_eq!(
        outcome,
        Outcome::Written {
            files: 3,
            changed: 0,
            bytes: 21
        }
    );
    let manifest = manifest::read(&fixture.dist("")).unwrap();
    assert_eq!(manifest.commit.as_deref(), Some("decade"));
}

#[test]
fn a_damaged_copy_is_made_anew() {
    let fixture = Fixture::new();
    let steps = rust_and_web(&fixture);
    fixture.publish(&steps).unwrap();
    fs::write(fixture.dist("tool"), "damaged").unwrap();
    fs::remove_file(fixture.dist("web/dist/index.html")).unwrap();
    assert_eq!(
        fixture.publish(&steps).unwrap(),
        Outcome::Written {
            files: 3,
            changed: 2,
            bytes: 21
        }
    );
    assert_eq!(
        fs::read_to_string(fixture.dist("tool")).unwrap(),
        "\x7fELF program"
    );
}

#[test]
fn a_file_that_a_step_leaves_no_more_goes_away() {
    let fixture = Fixture::new();
    let steps = rust_and_web(&fixture);
    fixture.publish(&steps).unwrap();
    fs::remove_dir_all(fixture.exec_root().join("bazel-out/bin/web/assets")).unwrap();
    fixture.publish(&steps).unwrap();
    assert!(!fixture.dist("web/dist/assets").exists());
}

#[test]
fn a_step_by_itself_leaves_the_others_files() {
    let fixture = Fixture::new();
    let [rust, web] = rust_and_web(&fixture);
    fixture.publish(&[rust.clone(), web]).unwrap();
    fixture.output("bazel-out/bin/tool", "\x7fELF debug");
    fixture
        .publish_as(Mode::Development, std::slice::from_ref(&rust), true)
        .unwrap();
    let manifest = manifest::read(&fixture.dist("")).unwrap();
    assert_eq!(manifest.mode, "mixed");
    let modes: Vec<(&str, &str)> = manifest
        .files
        .iter()
        .map(|file| (file.path.as_str(), file.mode.as_str()))
        .collect();
    assert_eq!(
        modes,
        [
            ("tool", "development"),
            ("web/dist/assets/a.js", "production"),
            ("web/dist/index.html", "production")
        ]
    );
    let again = fixture
        .publish_as(Mode::Development, &[rust], true)
        .unwrap();
    assert!(matches!(again, Outcome::Unchanged { files: 3, .. }));
}

#[test]
fn a_missing_file_leaves_dist_as_it_was() {
    let fixture = Fixture::new();
    let [rust, web] = rust_and_web(&fixture);
    fixture.publish(std::slice::from_ref(&rust)).unwrap();
    fs::remove_dir_all(fixture.exec_root().join("bazel-out/bin/web")).unwrap();
    let error = fixture.publish(&[rust, web]).unwrap_err();
    assert!(matches!(error, Error::MissingArtifact { .. }));
    assert!(
        error
            .to_string()
            .starts_with("the step web declares the artifact ")
    );
    assert!(fixture.dist("tool").exists());
}

#[test]
fn places_outside_dist_and_double_places_are_refused() {
    let fixture = Fixture::new();
    fixture.output("a", "");
    for place in ["../up", "/abs", "manifest.json", ""] {
        let error = fixture
            .publish(&[step("bad", &[("a", place)])])
            .unwrap_err();
        assert!(
            error.to_string().contains("which is not below dist/"),
            "{place}: {error}"
        );
    }
    let error = fixture
        .publish(&[step("one", &[("a", "x")]), step("two", &[("a", "x")])])
        .unwrap_err();
    insta::assert_snapshot!(error, @r#"both //:one-files and //:two-files put "x" in dist/"#);
}

#[test]
fn a_dist_that_cannot_be_written_says_so() {
    let fixture = Fixture::new();
    let steps = rust_and_web(&fixture);
    fs::write(fixture.workspace.dist_dir(), "a file").unwrap();
    let error = fixture.publish(&steps).unwrap_err();
    assert!(matches!(
        error,
        Error::Checkout(checkout::Error::Write { .. })
    ));
}
