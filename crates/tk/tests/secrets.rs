//! Planted secrets appear nowhere: not on the screen, not in the history, not in what is made of it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod support;

use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use rusqlite::types::ValueRef;
use support::planted::{ENVIRONMENT, FLAGS, HARMLESS, SPLIT, count, forbidden, planted};
use support::{Fixture, Ran};

fn run(fixture: &Fixture, arguments: &[&str], with_flags: bool) -> Ran {
    let mut command = fixture.command(arguments);
    command.envs(ENVIRONMENT).envs([SPLIT]);
    command.env("GITHUB_STEP_SUMMARY", fixture.root().join("summary.md"));
    if with_flags {
        command.arg("--").args(FLAGS.iter().map(|(flag, _)| flag));
    }
    let ran = Ran::of(&command.output().unwrap());
    clean(&format!("screen of {arguments:?}"), ran.stdout.as_bytes());
    clean(&format!("screen of {arguments:?}"), ran.stderr.as_bytes());
    ran
}

/// Fails when a secret stands in some bytes.
#[track_caller]
fn clean(place: &str, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for secret in forbidden() {
        if let Some(at) = text.find(&secret) {
            let around: String = text[..at]
                .chars()
                .rev()
                .take(80)
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect();
            panic!("{secret:?} in {place}, after {around:?}");
        }
    }
    // What is left of one that was cut in two is a secret's part, too.
    for part in ["klmnopqrstuvwxyz012345", "abcdefghijklmnopqr"] {
        let around = text.split_once(part).map(|(before, _)| {
            before
                .chars()
                .rev()
                .take(200)
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect::<String>()
        });
        assert_eq!(around, None, "a part of a secret in {place}");
    }
}

fn inflated(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    let _ = flate2::read::DeflateDecoder::new(bytes).read_to_end(&mut plain);
    plain
}

/// Every value of every table.
fn clean_database(path: &Path) {
    let connection = rusqlite::Connection::open(path).unwrap();
    let mut tables = connection
        .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
        .unwrap();
    let tables: Vec<String> = tables
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let mut values = 0;
    for table in tables {
        let mut select = connection
            .prepare(&format!("SELECT * FROM {table}"))
            .unwrap();
        let columns = select.column_count();
        let mut rows = select.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                values += 1;
                match row.get_ref(column).unwrap() {
                    ValueRef::Text(text) => clean(&table, text),
                    ValueRef::Blob(blob) => {
                        clean(&table, blob);
                        clean(&table, &inflated(blob));
                    }
                    _ => {}
                }
            }
        }
    }
    assert!(values > 100, "only {values} values");
}

/// Every file of the state folder, as it is and uncompressed.
fn clean_files(folder: &Path) {
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            clean_files(&path);
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        clean(&path.display().to_string(), &bytes);
        let mut plain = Vec::new();
        let _ = flate2::read::MultiGzDecoder::new(&*bytes).read_to_end(&mut plain);
        clean(&path.display().to_string(), &plain);
    }
}

#[test]
fn planted_secrets_appear_nowhere() {
    assert!(count() >= 60, "only {} are planted", count());
    let fixture = planted();
    let failed = run(&fixture, &["build"], true).expect_code(1);
    // They were printed, and redacted: else this test would show nothing.
    assert!(
        failed.stderr.matches("[redacted]").count() > 200,
        "{}",
        failed.stderr
    );
    assert!(failed.stderr.contains(HARMLESS), "{}", failed.stderr);
    run(&fixture, &["build", "-v"], true).expect_code(1);
    run(&fixture, &["test", "//:bad_test", "//:good_test"], true).expect_code(3);
    let brief = run(&fixture, &["build", "-k", "--agent"], true).expect_code(1);
    assert!(brief.stderr.contains("[redacted]"), "{}", brief.stderr);
    run(&fixture, &["test", "--agent", "//:bad_test"], true).expect_code(3);
    let planted = fixture.read("source.txt");
    fixture.write("source.txt", "");
    run(&fixture, &["build", "-v"], true).expect_code(0);
    run(&fixture, &["build"], false).expect_code(0);

    what_is_asked_later_is_clean(&fixture);
    fixture.write("source.txt", &planted);
    let failed = run(
        &fixture,
        &["build", "--json", "--junit", "build.xml", "--github"],
        true,
    )
    .expect_code(1);
    assert!(failed.stdout.contains("[redacted]"), "{}", failed.stdout);
    for file in ["build.xml", "summary.md"] {
        let text = fixture.read(file);
        assert!(text.contains("[redacted]"), "{file}: {text}");
        clean(file, text.as_bytes());
    }
    what_would_be_run_is_clean(&fixture);
    clean_database(&fixture.root().join(".tk/history.sqlite"));
    clean_files(&fixture.root().join(".tk"));
    is_its_owners(&fixture.root().join(".tk"));
}

/// Nobody else can read, write or enter a folder, or anything in it.
#[track_caller]
fn is_its_owners(path: &Path) {
    let mode = path.metadata().unwrap().permissions().mode();
    // The page is this test's own.
    let is_ours = path.ends_with("viewer.html");
    assert!(mode & 0o077 == 0 || is_ours, "{mode:o}: {}", path.display());
    for entry in path.read_dir().into_iter().flatten() {
        is_its_owners(&entry.unwrap().path());
    }
}

/// Command lines to paste, settings and artifacts.
fn what_would_be_run_is_clean(fixture: &Fixture) {
    for (command, with_flags) in [
        ("build", true),
        ("test", true),
        ("check", true),
        ("gen", false),
        ("dev", false),
    ] {
        let line = run(fixture, &[command, "--dry-run"], with_flags)
            .expect_code(0)
            .stdout;
        assert!(line.contains("[redacted]"), "{command}: {line}");
    }
    let arguments = [
        "run",
        "--dry-run",
        "//:deploy",
        "--",
        "--password",
        "plant39-test-arg",
    ];
    run(fixture, &arguments, false).expect_code(0);
    for arguments in [
        &["config"][..],
        &["config", "--json"],
        &["config", "bazel-flags"],
        &["artifacts"],
        &["artifacts", "list", "--json"],
        &["version"],
    ] {
        run(fixture, arguments, false).expect_code(0);
    }
    let json = run(fixture, &["config", "--json"], false).stdout;
    let config: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(
        config
            .to_string()
            .contains("--define=SETTING_TOKEN=[redacted]"),
        "{config}"
    );
    clean_files(&fixture.root().join("dist"));
}

/// The history, reasons and profiles of the builds, on the screen and in files.
fn what_is_asked_later_is_clean(fixture: &Fixture) {
    let place = r#"<script type="application/json" id="report"></script>"#;
    fixture.write(".tk/viewer.html", &format!("<html>{place}</html>"));
    for arguments in [
        &["history"][..],
        &["history", "--json"],
        &["history", "show", "1"],
        &["history", "show", "1", "--json"],
        &["history", "show", "3", "--json"],
        &["history", "diff", "1", "4"],
        &["history", "diff", "1", "4", "--json"],
        &["history", "trends"],
        &["history", "trends", "--json"],
        &["log", "1"],
        &["log", "1", "--errors"],
        &["log", "1", "--lines", "1-999"],
        &["log", "1", "--json"],
        &["log", "3", "--test", "expected"],
        &["describe"],
        &["describe", "--json"],
        &["why", "//...", "--all"],
        &["why", "//...", "--all", "--build", "1"],
        &["why", "//...", "--all", "--build", "3", "--json"],
        &["why", "//...", "--all", "--build", "4", "--json"],
        &["profile", "1"],
        &["profile", "1", "--json"],
        &[
            "profile",
            "1",
            "--perfetto",
            "trace.json",
            "--html",
            "build.html",
        ],
        &["profile", "3", "--html", "tests.html"],
    ] {
        run(fixture, arguments, false).expect_code(0);
    }
    for file in ["trace.json", "build.html", "tests.html"] {
        let content = fixture.read(file);
        assert!(content.len() > 500, "{file}: {content}");
        clean(file, content.as_bytes());
    }
}
