//! Planted secrets appear nowhere: not on the screen, not in the history, not in what is made of it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod support;

use std::fs;
use std::io::Read;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rusqlite::types::ValueRef;
use support::{Fixture, Ran};

/// Variables of tk's own environment.
const ENVIRONMENT: [(&str, &str); 9] = [
    ("DEPLOY_TOKEN", "plant01-Zq8vT2mKxR"),
    ("AWS_SECRET_ACCESS_KEY", "plant02/wJalrXUtn+FEMI"),
    ("DB_PASSWORD", "plant03 with spaces & <signs>"),
    ("GITHUB_TOKEN", "plant04_ghx0123456789"),
    ("API_KEY", "plant05-\"quoted\"\\back"),
    ("SESSION_COOKIE", "plant06=; Path=/q"),
    ("NPM_AUTH", "plant07-äöü-秘密"),
    ("SIGNING_CREDENTIAL", "plant08-line"),
    ("HEADER_SECRET", "plant09-0123456789abcdef"),
];

/// Flags for Bazel, with the secret that stands in each.
const FLAGS: [(&str, &str); 9] = [
    (
        "--remote_header=authorization=Bearer plant10-remote",
        "plant10-remote",
    ),
    (
        "--bes_header=x-api=plant11-bes-header",
        "plant11-bes-header",
    ),
    (
        "--remote_cache_header=c=plant12-cache-header",
        "plant12-cache-header",
    ),
    (
        "--remote_exec_header=e=plant13-exec-header",
        "plant13-exec-header",
    ),
    (
        "--action_env=ACTION_VALUE=plant14-action-env",
        "plant14-action-env",
    ),
    (
        "--host_action_env=HOST_VALUE=plant15-host-env",
        "plant15-host-env",
    ),
    ("--repo_env=REPO_VALUE=plant16-repo-env", "plant16-repo-env"),
    ("--test_env=TEST_VALUE=plant17-test-env", "plant17-test-env"),
    (
        "--define=registry=https://ci:plant18-user-info@host.example/x",
        "plant18-user-info",
    ),
];

/// In the address that a tool prints.
const ADDRESS: &str = "https://robot:plant19-printed-user@registry.example/npm";

/// So often that Bazel's pieces of output (10 KiB) end within it.
const SPLIT: (&str, &str) = (
    "SPLIT_TOKEN",
    "plant20-abcdefghijklmnopqrstuvwxyz0123456789",
);

/// All that must not be seen: the secrets, and other forms of those with a known value.
fn forbidden() -> Vec<String> {
    let values = ENVIRONMENT.iter().chain([&SPLIT]).map(|(_, value)| *value);
    let mut all = vec!["plant19".to_owned()];
    for value in values.chain(FLAGS.iter().map(|(_, value)| *value)) {
        all.push(value.to_owned());
        all.push(
            value[..12.min(value.len())]
                .chars()
                .filter(char::is_ascii)
                .collect(),
        );
        all.push(STANDARD.encode(value));
        all.push(URL_SAFE_NO_PAD.encode(value));
        all.push(
            serde_json::to_string(value)
                .unwrap()
                .trim_matches('"')
                .to_owned(),
        );
    }
    all
}

/// A workspace whose tools print all of them, in several forms, and which has one in a command line.
fn planted() -> Fixture {
    let fixture = Fixture::real();
    let mut text = String::new();
    let values = ENVIRONMENT.iter().chain([&SPLIT]).map(|(_, value)| *value);
    for value in values.chain(FLAGS.iter().map(|(_, value)| *value)) {
        text.push_str(&format!("plain {value} end\n"));
        text.push_str(&format!("base64 {} end\n", STANDARD.encode(value)));
        text.push_str(&format!("url {} end\n", URL_SAFE_NO_PAD.encode(value)));
        text.push_str(&format!(
            "basic {}\n",
            STANDARD.encode(format!("user:{value}"))
        ));
    }
    text.push_str(&format!("fetching {ADDRESS}\n"));
    text.push_str(&format!("{}\n", SPLIT.1.repeat(3000)));
    text.push_str(&format!("{} ", SPLIT.1).repeat(3000));
    fixture.write("source.txt", &text);
    let rules = fixture.read("BUILD.bazel");
    let rules = rules.replace(
        "{ echo '<html>'; cat $2; } > $1",
        &format!(
            "echo {} >/dev/null; echo sources: >&2; cat source.txt >&2 || cat $2 >&2; echo > $1",
            ENVIRONMENT[0].1
        ),
    );
    let rules = rules.replace(
        "if grep -n wrong $2 >&2; then",
        "if [ $(wc -c < $2) -gt 1 ]; then cat $2 >&2;",
    );
    fixture.write(
        "BUILD.bazel",
        &rules
            .replace(
                "echo 'expected 1, found 2'",
                "cat source.txt; echo 'expected 1, found 2'",
            )
            .replace(
                "name = \"bad_test\",",
                "name = \"bad_test\",\n    data = [\"source.txt\"],",
            ),
    );
    fixture
}

fn run(fixture: &Fixture, arguments: &[&str], with_flags: bool) -> Ran {
    let mut command = fixture.command(arguments);
    command.envs(ENVIRONMENT).envs([SPLIT]);
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
    assert_eq!(ENVIRONMENT.len() + FLAGS.len() + 2, 20);
    let fixture = planted();
    let failed = run(&fixture, &["build"], true).expect_code(1);
    // They were printed, and redacted: else this test would show nothing.
    assert!(
        failed.stderr.matches("[redacted]").count() > 20,
        "{}",
        failed.stderr
    );
    run(&fixture, &["build", "-v"], true).expect_code(1);
    run(&fixture, &["test", "//:bad_test", "//:good_test"], true).expect_code(3);
    let planted = fixture.read("source.txt");
    fixture.write("source.txt", "");
    run(&fixture, &["build", "-v"], true).expect_code(0);
    run(&fixture, &["build"], false).expect_code(0);

    let place = r#"<script type="application/json" id="report"></script>"#;
    fixture.write(".tk/viewer.html", &format!("<html>{place}</html>"));
    for arguments in [
        &["history"][..],
        &["history", "--json"],
        &["history", "show", "1"],
        &["history", "show", "1", "--json"],
        &["history", "show", "3", "--json"],
        &["history", "diff", "1", "4", "--json"],
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
        run(&fixture, arguments, false).expect_code(0);
    }
    for file in ["trace.json", "build.html", "tests.html"] {
        let content = fixture.read(file);
        assert!(content.len() > 500, "{file}: {content}");
        clean(file, content.as_bytes());
    }
    fixture.write("source.txt", &planted);
    let failed = run(&fixture, &["build", "--json", "--junit", "build.xml"], true).expect_code(1);
    assert!(failed.stdout.contains("[redacted]"), "{}", failed.stdout);
    clean("build.xml", fixture.read("build.xml").as_bytes());
    clean_database(&fixture.root().join(".tk/history.sqlite"));
    clean_files(&fixture.root().join(".tk"));
}
