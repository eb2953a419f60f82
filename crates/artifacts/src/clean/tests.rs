use std::fs;
use std::path::PathBuf;

use super::*;

struct Fixture {
    dir: tempfile::TempDir,
    workspace: Workspace,
}

impl Fixture {
    /// A `dist/` with a file for each platform, the first built last, a day between them.
    fn new(platforms: &[&str]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::without_bazel(dir.path());
        let mut made = SystemTime::now();
        for platform in platforms {
            let folder = workspace.dist_dir().join(platform);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("app"), "<html>").unwrap();
            let manifest = serde_json::json!({
                "format": 1, "version": "0", "platform": platform, "mode": "production", "commit": null,
                "files": [{
                    "path": "app", "bytes": 6, "label": "//:app", "step": "app", "mode": "production",
                    "sha256": "b7d082ee12e91b756ea22e8513b8594eebcf5d39fab813da3cb55794dc888ad7",
                }],
            });
            let path = folder.join("manifest.json");
            fs::write(&path, manifest.to_string()).unwrap();
            fs::File::open(&path).unwrap().set_modified(made).unwrap();
            made -= Duration::from_secs(24 * 60 * 60);
        }
        Self { dir, workspace }
    }

    fn dist(&self) -> Dist {
        Dist::read(&self.workspace).unwrap()
    }

    fn folder(&self, name: &str) -> PathBuf {
        self.dir.path().join("dist").join(name)
    }
}

#[test]
fn the_last_and_the_young_stay() {
    let fixture = Fixture::new(&["linux-x64", "linux-arm64", "darwin-x64"]);
    let dist = fixture.dist();
    let leaving = |older_than: Option<u64>, keep| {
        let limits = Limits {
            older_than: older_than.map(Duration::from_secs),
            keep,
        };
        let leaving = beyond(&dist, &limits, SystemTime::now());
        let names = leaving.iter().map(|one| one.platform.as_str());
        names.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(leaving(None, 0), "linux-x64 linux-arm64 darwin-x64");
    assert_eq!(leaving(None, 2), "darwin-x64");
    assert_eq!(leaving(Some(3600), 0), "linux-arm64 darwin-x64");
    assert_eq!(leaving(Some(3600), 2), "darwin-x64");
    assert_eq!(leaving(Some(1_000_000), 0), "");
}

#[test]
fn what_others_added_stays_and_the_rest_goes() {
    let fixture = Fixture::new(&["linux-x64", "linux-arm64"]);
    fs::write(fixture.folder("linux-x64/notes"), "").unwrap();
    fs::write(fixture.folder("linux-x64/app"), "edited").unwrap();
    let dist = fixture.dist();
    let all = beyond(&dist, &Limits::default(), SystemTime::now());
    let cleaned = remove(&fixture.workspace, all);
    assert_eq!((cleaned.removed.len(), cleaned.freed()), (1, 6));
    assert!(cleaned.failure.is_none());
    let refused: Vec<String> = cleaned.refused.iter().map(ToString::to_string).collect();
    assert_eq!(refused.len(), 1);
    assert!(refused[0].starts_with("not removing "));
    assert!(refused[0].ends_with(
        "linux-x64: app (and 1 more) was added or changed since the build; move or remove it first"
    ));
    assert!(fixture.folder("linux-x64/notes").exists());
    assert!(!fixture.folder("linux-arm64").exists());
}

#[test]
fn a_folder_of_others_is_not_removed_with_all() {
    let fixture = Fixture::new(&["linux-x64"]);
    fs::create_dir(fixture.folder("site")).unwrap();
    let dist = fixture.dist();
    assert_eq!(dist.foreign, [fixture.folder("site")]);
    assert!(remove_all(&fixture.workspace, &dist).unwrap().freed() >= 6);
    assert!(!fixture.folder("linux-x64").exists());
    fs::remove_dir(fixture.folder("site")).unwrap();
    remove_all(&fixture.workspace, &fixture.dist()).unwrap();
    assert!(!fixture.folder("").exists());
    assert_eq!(
        remove_all(&fixture.workspace, &fixture.dist())
            .unwrap()
            .freed(),
        0
    );
}
