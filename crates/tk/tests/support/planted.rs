//! Secrets of every kind, planted in a workspace whose tools print them.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use super::Fixture;
pub use super::secret_lists::*;

/// How many secrets are planted.
pub fn count() -> usize {
    let named = FLAGS.iter().filter(|(_, value)| !value.is_empty()).count();
    ENVIRONMENT.len() + 1 + named + SETTINGS.len() + DEFAULTS.len() + PRINTED.len()
}

/// Those that a tool can print and that are known by their values.
fn known() -> Vec<&'static str> {
    let lists = [&FLAGS[..], &SETTINGS, &DEFAULTS];
    let told = lists.into_iter().flatten();
    let values = ENVIRONMENT.iter().chain([&SPLIT]).chain(told);
    let mut known: Vec<&str> = values.map(|(_, value)| *value).collect();
    known.extend(["plant28-db-user", "plant29-hook"]);
    known.retain(|value| !value.is_empty() && !value.contains("://"));
    known
}

/// All that must not be seen: the secrets, and other forms of those with a known value.
pub fn forbidden() -> Vec<String> {
    let mut all: Vec<String> = PRINTED
        .iter()
        .map(|(_, value)| (*value).to_owned())
        .collect();
    all.push(ONE_LINE.to_owned());
    for value in known() {
        all.push(value.to_owned());
        if value.starts_with("plant") {
            all.push(value.chars().take(12).filter(char::is_ascii).collect());
        }
        all.push(STANDARD.encode(value));
        all.push(URL_SAFE_NO_PAD.encode(value));
        all.push(percent_encoded(value));
        all.push(
            serde_json::to_string(value)
                .unwrap()
                .trim_matches('"')
                .to_owned(),
        );
    }
    all
}

fn percent_encoded(text: &str) -> String {
    let encoded = |byte: u8| match byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(encoded).collect()
}

/// What a tool prints: all secrets, in several forms.
fn printed() -> String {
    let mut text = format!("{HARMLESS}\n");
    for value in known() {
        text.push_str(&format!("plain {value} end\n"));
        text.push_str(&format!("base64 {} end\n", STANDARD.encode(value)));
        text.push_str(&format!("url {} end\n", URL_SAFE_NO_PAD.encode(value)));
        text.push_str(&format!("percent {} end\n", percent_encoded(value)));
        text.push_str(&format!(
            "json {} end\n",
            serde_json::to_string(value).unwrap()
        ));
        text.push_str(&format!(
            "basic {}\n",
            STANDARD.encode(format!("user:{value}"))
        ));
        let middle = value
            .char_indices()
            .nth(value.chars().count() / 2)
            .unwrap()
            .0;
        let (first, second) = value.split_at(middle);
        text.push_str(&format!("marked {first}\u{1b}[1m{second}\u{1b}[0m end\n"));
    }
    text.push_str(&format!("one line: {ONE_LINE}\n"));
    for (line, _) in PRINTED {
        text.push_str(&format!("{line}\n"));
    }
    text.push_str(&format!("{}\n", SPLIT.1.repeat(500)));
    text.push_str(&format!("{} ", SPLIT.1).repeat(500));
    text
}

/// A workspace whose tools print all of them, in several forms, and which has one in a command line and one in a file's
/// name.
pub fn planted() -> Fixture {
    let fixture = Fixture::real();
    fixture.write("source.txt", &printed());
    let flags: Vec<&str> = SETTINGS.iter().map(|(flag, _)| *flag).collect();
    fixture.write("tk.toml", &format!("bazel-flags = {flags:?}\n"));
    let lines: Vec<&str> = DEFAULTS.iter().map(|(line, _)| *line).collect();
    let rc = fixture.read(".bazelrc");
    fixture.write(".bazelrc", &format!("{rc}{}\n", lines.join("\n")));
    let named = format!("{}.txt", ENVIRONMENT[18].1);
    fixture.write(&named, "");
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
    let rules = rules.replacen(
        "srcs = [\"source.txt\"]",
        &format!("srcs = [\"source.txt\", \"{named}\"]"),
        1,
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
