//! Secrets of every kind, planted in a workspace whose tools print them.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use super::Fixture;

/// Variables of tk's own environment.
pub const ENVIRONMENT: [(&str, &str); 9] = [
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
pub const FLAGS: [(&str, &str); 9] = [
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
pub const SPLIT: (&str, &str) = (
    "SPLIT_TOKEN",
    "plant20-abcdefghijklmnopqrstuvwxyz0123456789",
);

/// All that must not be seen: the secrets, and other forms of those with a known value.
pub fn forbidden() -> Vec<String> {
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
pub fn planted() -> Fixture {
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
