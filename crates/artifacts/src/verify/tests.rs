use std::fs;
use std::io::ErrorKind::NotFound;

use super::*;
use crate::error::Error;
use crate::manifest;

struct Dist {
    dir: tempfile::TempDir,
}

impl Dist {
    /// A folder with this machine's own `/bin/sh` stand-in, a page, and a manifest that fits.
    fn new() -> Self {
        let dist = Self {
            dir: tempfile::tempdir().unwrap(),
        };
        dist.write("web/index.html", b"<html>");
        dist.write_manifest("production");
        dist
    }

    fn write(&self, path: &str, content: &[u8]) {
        let path = self.dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        test_programs::make_executable(&path).unwrap();
    }

    fn write_manifest(&self, mode: &str) {
        let text = serde_json::json!({
            "format": 1, "version": "0", "platform": "linux-x64", "mode": mode, "commit": null,
            "files": [{
                "path": "web/index.html", "bytes": 6, "label": "//web:dist", "step": "web", "mode": mode,
                "sha256": "b7d082ee12e91b756ea22e8513b8594eebcf5d39fab813da3cb55794dc888ad7",
            }],
        });
        self.write("manifest.json", text.to_string().as_bytes());
    }

    fn check(&self) -> String {
        let subject = Subject {
            folder: self.dir.path().to_owned(),
            manifest: manifest::read(self.dir.path()).unwrap(),
            platform: "linux-x64".to_owned(),
            host: "linux-x64".to_owned(),
            private_folders: vec!["/home/me".into(), "/src/app".into()],
        };
        let line = |finding: Finding| {
            format!(
                "{} {}\n",
                if finding.passed { "PASS" } else { "FAIL" },
                finding.text
            )
        };
        check(&subject).unwrap().into_iter().map(line).collect()
    }
}

#[test]
fn artifacts_as_they_must_be_pass() {
    insta::assert_snapshot!(Dist::new().check(), @"
    PASS the artifacts were built in production mode for linux-x64
    PASS every file (1, 6 B) has its size and SHA-256 from manifest.json
    PASS no artifact contains /home/me/ or /src/app/
    ");
}

#[test]
fn what_is_wrong_is_named() {
    let dist = Dist::new();
    dist.write_manifest("development");
    dist.write("web/index.html", b"</src/app/>");
    dist.write("stray", b"");
    insta::assert_snapshot!(dist.check(), @"
    FAIL manifest.json says the artifacts were built in development mode, not production
    FAIL web/index.html: it has 11 bytes, manifest.json says 6
    FAIL stray is not in manifest.json
    FAIL web/index.html contains /src/app/ at byte 1
    ");
    fs::remove_file(dist.dir.path().join("web/index.html")).unwrap();
    assert!(
        dist.check()
            .contains("FAIL web/index.html: it is in manifest.json but missing")
    );
    dist.write("web/index.html", b"<HTML>");
    assert!(
        dist.check()
            .contains("FAIL web/index.html: its SHA-256 is ")
    );
}

#[test]
fn a_broken_manifest_is_named() {
    let dist = Dist::new();
    dist.write("manifest.json", b"{}");
    let error = manifest::read(dist.dir.path()).unwrap_err();
    assert!(
        matches!(&error, Error::Checkout(checkout::Error::Read { source, .. }) if source.kind() != NotFound)
    );
    assert!(error.to_string().ends_with("manifest.json"));
    fs::remove_file(dist.dir.path().join("manifest.json")).unwrap();
    let error = manifest::read(dist.dir.path()).unwrap_err();
    assert!(
        matches!(&error, Error::Checkout(checkout::Error::Read { source, .. }) if source.kind() == NotFound)
    );
}
