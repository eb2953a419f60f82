//! JSON of build events as other programs than Bazel leave it: the report is the same.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io::{self, Read};

use bep::read_stream;
use serde_json::{Map, Value, json};
use support::{bytes, options, report_of_stream as report_of, text};

const RECORDINGS: &[&str] = &["with_json_build", "with_json_test"];

fn values(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The stream in another form has the report of the binary one.
fn expect_same(what: &str, rewritten: impl Fn(&str) -> String) {
    for recording in RECORDINGS {
        let expected = report_of(&bytes(recording));
        let stream = rewritten(&text(recording));
        assert_eq!(report_of(stream.as_bytes()), expected, "{recording} {what}");
    }
}

#[test]
fn lines_and_blanks_do_not_matter() {
    expect_same("with CRLF", |text| text.replace('\n', "\r\n"));
    expect_same("with a byte order mark", |text| format!("\u{feff}{text}"));
    expect_same("with blank lines", |text| {
        format!("\n \t\n{}\n\n", text.replace('\n', "\n\r\n  "))
    });
    expect_same("without the last end of a line", |text| {
        text.trim_end().to_owned()
    });
    expect_same("in one line", |text| text.replace('\n', ""));
    expect_same("as a text sequence", |text| {
        text.lines().map(|line| format!("\u{1e}{line}\n")).collect()
    });
}

#[test]
fn programs_that_print_json_do_not_matter() {
    expect_same("over several lines", |text| {
        let pretty = |value| serde_json::to_string_pretty(value).unwrap() + "\n";
        values(text).iter().map(pretty).collect()
    });
    expect_same("as a list", |text| {
        serde_json::to_string_pretty(&values(text)).unwrap()
    });
    // serde_json sorts keys.
    expect_same("with sorted keys", |text| {
        values(text)
            .iter()
            .map(|value| format!("{value}\n"))
            .collect()
    });
    expect_same("with a blank behind each mark", |text| {
        text.replace("\":", "\" : ").replace("{\"", "{ \"")
    });
}

/// Each value of each object, from the innermost on.
fn rewrite(value: Value, each: &impl Fn(&str, Value) -> Option<(String, Value)>) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter();
            let kept = fields.filter_map(|(key, value)| each(&key, rewrite(value, each)));
            Value::Object(kept.collect::<Map<_, _>>())
        }
        Value::Array(items) => items.into_iter().map(|item| rewrite(item, each)).collect(),
        other => other,
    }
}

fn expect_same_rewritten(what: &str, each: impl Fn(&str, Value) -> Option<(String, Value)>) {
    expect_same(what, |text| {
        let events = values(text).into_iter().map(|event| rewrite(event, &each));
        events.map(|event| format!("{event}\n")).collect()
    });
}

fn kept(key: &str, value: Value) -> Option<(String, Value)> {
    Some((key.to_owned(), value))
}

#[test]
fn names_and_values_have_several_forms() {
    expect_same_rewritten("with the protocol's own names", |key, value| {
        let mut snake = String::new();
        for letter in key.chars() {
            if letter.is_ascii_uppercase() {
                snake.push('_');
            }
            snake.push(letter.to_ascii_lowercase());
        }
        Some((snake, value))
    });
    expect_same_rewritten("with numbers as numbers", |key, value| {
        let number = value.as_str().and_then(|text| text.parse::<i64>().ok());
        let is_number =
            key.ends_with("Millis") || key.ends_with("InMs") || key == "actionsExecuted";
        kept(
            key,
            number
                .filter(|_| is_number)
                .map_or(value, |number| json!(number)),
        )
    });
    expect_same_rewritten("with numbers of enums", |key, value| {
        let number = match (key, value.as_str()) {
            ("status" | "overallStatus", Some("PASSED")) => json!(1),
            ("status" | "overallStatus", Some("FLAKY")) => json!(2),
            ("testSize", Some("MEDIUM")) => json!(2),
            ("reason", Some("ANALYSIS_FAILURE")) => json!(6),
            _ => value,
        };
        kept(key, number)
    });
}

#[test]
fn what_says_nothing_changes_nothing() {
    expect_same_rewritten("with fields that nobody knows", |key, value| {
        let value = match value {
            Value::Object(mut fields) => {
                fields.insert("a_newer_field".to_owned(), json!({"a": [1, {"b": null}]}));
                fields.insert("aNewerText".to_owned(), json!("{\"id\":"));
                Value::Object(fields)
            }
            other => other,
        };
        kept(key, value)
    });
    expect_same_rewritten("with null for what is not there", |key, value| {
        let value = match value {
            Value::Object(mut fields) => {
                for key in ["label", "files", "configuration", "startTime", "success"] {
                    fields.entry(key).or_insert(Value::Null);
                }
                Value::Object(fields)
            }
            other => other,
        };
        kept(key, value)
    });
}

/// Hands out a few bytes at a time.
struct Slowly<'a>(&'a [u8]);

impl Read for Slowly<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = 7.min(buffer.len()).min(self.0.len());
        let (piece, rest) = self.0.split_at(size);
        buffer[..size].copy_from_slice(piece);
        self.0 = rest;
        Ok(size)
    }
}

#[test]
fn pipes_are_read_as_their_bytes_come() {
    let stream = text("with_json_test");
    let reading = read_stream(Slowly(stream.as_bytes())).unwrap();
    let report = reading.model.report(&options());
    assert_eq!(report, report_of(&bytes("with_json_test")));
}

/// What Bazel writes for an event that it cannot write as JSON is no fault of the stream's.
#[test]
fn an_event_that_bazel_could_not_write_is_passed_over() {
    let stream = text("with_json_test").replacen(
        '\n',
        "\n{\"id\" : \"unknown\", \"exception\" : \"InvalidProtocolBufferException\"}\n",
        1,
    );
    assert_eq!(
        report_of(stream.as_bytes()),
        report_of(&bytes("with_json_test"))
    );
}

/// Values that a newer Bazel may have are what their numbers are in the binary form: unknown.
#[test]
fn names_that_are_not_known_are_unknown_values() {
    let stream = text("with_json_test")
        .replace("\"FAILED\"", "\"FAILED_IN_A_NEW_WAY\"")
        .replace("\"SMALL\"", "\"TINY\"");
    let report = report_of(stream.as_bytes());
    let mut tests = report.tests.iter();
    let failed = tests.find(|test| test.label == "//:fails_test");
    assert_eq!(failed.unwrap().status, bep::TestStatus::Incomplete);
    let binary = report_of(&bytes("with_json_test"));
    assert_eq!(report.tests.len(), binary.tests.len());
}
