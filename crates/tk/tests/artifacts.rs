//! `tk artifacts`: what lies in `dist/`, and what is removed of it.

mod support;

use std::time::{Duration, SystemTime};

use support::Fixture;

const DAY: u64 = 24 * 60 * 60;

/// A workspace without a Bazel, and in `dist/` the artifacts of platforms, so many days old.
fn fixture(platforms: &[(&str, u64)]) -> Fixture {
    let fixture = Fixture::played("exit 99\n");
    for (platform, days) in platforms {
        let manifest = format!(
            r#"{{"format": 1, "version": "0.1.0", "platform": "{platform}", "mode": "production",
                "commit": "0123456789abcdef0123456789abcdef01234567-dirty", "files": [{{
                    "path": "bin/app", "bytes": 4, "label": "//:app", "step": "app", "mode": "production",
                    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}}]}}"#
        );
        fixture.write(&format!("dist/{platform}/bin/app"), "test");
        fixture.write(&format!("dist/{platform}/manifest.json"), &manifest);
        age(&fixture, &format!("dist/{platform}/manifest.json"), *days);
    }
    fixture
}

#[expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]
fn age(fixture: &Fixture, path: &str, days: u64) {
    let then = SystemTime::now() - Duration::from_secs(days * DAY + 60);
    let file = std::fs::File::options()
        .append(true)
        .open(fixture.root().join(path))
        .unwrap();
    file.set_modified(then).unwrap();
}

#[test]
fn each_platform_is_listed_the_newest_first() {
    let fixture = fixture(&[("linux-x64", 9), ("darwin-arm64", 3)]);
    let ran = fixture.tk(&["artifacts"]).expect_code(0);
    insta::assert_snapshot!(ran.stdout, @"
    darwin-arm64  production  0123456789ab-dirty  3 days ago  1 file  4 B
      bin/app        4 B  9f86d081884c  //:app
    linux-x64  production  0123456789ab-dirty  9 days ago  1 file  4 B
      bin/app        4 B  9f86d081884c  //:app
    ");
    let one = fixture
        .tk(&["artifacts", "list", "--platform=linux-x64"])
        .expect_code(0);
    assert!(
        one.stdout.starts_with("linux-x64  production"),
        "{}",
        one.stdout
    );
    assert!(!one.stdout.contains("darwin"), "{}", one.stdout);
    fixture
        .tk(&["artifacts", "--platform=win32-x64"])
        .expect_code(66)
        .expect_stderr("no artifacts: ");
}

#[test]
fn programs_read_json() {
    let ran = fixture(&[("linux-x64", 2)])
        .tk(&["artifacts", "list", "--json"])
        .expect_code(0);
    let json: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(json["version"], 1);
    let first = &json["platforms"][0];
    assert_eq!(first["platform"], "linux-x64");
    assert_eq!(first["bytes"], 4);
    assert!(first["age_s"].as_u64().unwrap() >= 2 * DAY);
    assert_eq!(first["files"][0]["path"], "bin/app");
    let none = fixture(&[]).tk(&["artifacts", "--json"]).expect_code(0);
    assert!(
        none.stdout.contains(r#""platforms": []"#),
        "{}",
        none.stdout
    );
}

#[test]
fn what_is_old_goes_and_so_many_stay() {
    let all = [("linux-x64", 9), ("linux-arm64", 5), ("darwin-arm64", 1)];
    let left = |arguments: &[&str]| {
        let fixture = fixture(&all);
        fixture.write(".tk/dist-linux-x64.json", "{}");
        fixture
            .tk(&[&["artifacts", "clean"], arguments].concat())
            .expect_code(0);
        let is_there = |name: &&str| fixture.exists(&format!("dist/{name}/bin/app"));
        let names = all.map(|(name, _)| name);
        let left: Vec<&str> = names.into_iter().filter(|name| is_there(name)).collect();
        assert_eq!(
            fixture.exists(".tk/dist-linux-x64.json"),
            left.contains(&"linux-x64")
        );
        left.join(" ")
    };
    assert_eq!(left(&["--older-than=7d"]), "linux-arm64 darwin-arm64");
    assert_eq!(left(&["--older-than=12h"]), "");
    assert_eq!(
        left(&["--older-than=12h", "--keep=2"]),
        "linux-arm64 darwin-arm64"
    );
    assert_eq!(left(&["--keep=1"]), "darwin-arm64");
    assert_eq!(left(&["--keep=0"]), "");
    assert_eq!(left(&["--keep=9"]), "linux-x64 linux-arm64 darwin-arm64");
    assert_eq!(
        left(&["--keep=0", "--dry-run"]),
        "linux-x64 linux-arm64 darwin-arm64"
    );
}

#[test]
fn what_others_made_is_left_alone() {
    let fixture = fixture(&[("linux-x64", 9), ("linux-arm64", 8), ("darwin-x64", 7)]);
    fixture.write("dist/photos/cat", "miaow");
    fixture.write("dist/linux-x64/notes.txt", "mine");
    fixture.write("dist/darwin-x64/bin/app", "patched");
    let ran = fixture
        .tk(&["artifacts", "clean", "--keep=0"])
        .expect_code(77)
        .expect_stderr("dist/photos, not created by tk")
        .expect_stderr("removed linux-arm64");
    assert!(
        ran.stderr
            .contains("bin/app was added or changed since the build"),
        "{}",
        ran.stderr
    );
    assert!(fixture.exists("dist/photos/cat"));
    assert!(fixture.exists("dist/linux-x64/notes.txt") && fixture.exists("dist/linux-x64/bin/app"));
    assert!(fixture.exists("dist/darwin-x64/bin/app"));
    assert!(!fixture.exists("dist/linux-arm64"));
}

#[test]
fn a_wrong_clean_is_refused() {
    let fixture = fixture(&[]);
    fixture
        .tk(&["artifacts", "clean"])
        .expect_code(64)
        .expect_stderr("--older-than <AGE>");
    fixture
        .tk(&["artifacts", "clean", "--older-than=soon"])
        .expect_code(64)
        .expect_stderr("a duration looks like 30m, 12h, 7d or 2w");
    fixture
        .tk(&["artifacts", "clean", "--keep=1"])
        .expect_code(0);
}

#[test]
fn without_a_build_there_are_no_artifacts() {
    let fixture = Fixture::played("echo 'Bazel was run' >&2; exit 99\n");
    fixture.write("BUILD.bazel", "");
    fixture
        .tk(&["artifacts"])
        .expect_code(66)
        .expect_stderr("no artifacts: ")
        .expect_stderr("next: `tk build` puts them there");
}

#[test]
fn without_steps_nothing_is_advised_that_cannot_work() {
    let fixture = Fixture::played("echo 'Bazel was run' >&2; exit 99\n");
    for (arguments, code) in [
        (&["artifacts"][..], 66),
        (&["artifacts", "list"], 66),
        (&["artifacts", "--platform=linux-x64"], 66),
        (&["artifacts", "--platform=linux-x64", "--json"], 66),
        (&["verify"], 64),
    ] {
        let ran = fixture.tk(arguments).expect_code(code);
        let ran = ran.expect_stderr("this workspace has no steps");
        for wrong in [
            "`tk build` puts them there",
            "root BUILD file",
            "Bazel was run",
        ] {
            assert!(!ran.stderr.contains(wrong), "{arguments:?}: {}", ran.stderr);
        }
    }
    let all = fixture.tk(&["artifacts", "--json"]).expect_code(0);
    assert!(all.stdout.contains("\"platforms\": []"), "{}", all.stdout);
}
