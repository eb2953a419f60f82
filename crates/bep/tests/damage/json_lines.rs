//! Lines of JSON that are cut off or spoilt.

use bep::{Error, Skipped, StreamEnd, read_stream};

use crate::support::{bytes, options, report_of_stream as report_of, text};

#[test]
fn a_stream_that_is_cut_off_is_read_to_where_it_ends() {
    let stream = text("with_json_errors");
    let lines: Vec<_> = stream.split_inclusive('\n').collect();
    let mut start = 0;
    for (number, line) in lines.iter().enumerate() {
        // Within the line, and behind its last byte but the end of the line.
        for kept in [1, line.len() / 2, line.len() - 2] {
            let cut = &stream.as_bytes()[..start + kept];
            if number == 0 {
                assert!(matches!(read_stream(cut), Err(Error::NotBuildEvents(_))));
                continue;
            }
            let reading = read_stream(cut).unwrap();
            assert!(
                matches!(reading.end, StreamEnd::Broken(Error::Truncated { offset }) if offset == start as u64),
                "{number}, {kept}: {:?}",
                reading.end
            );
            let whole = read_stream(&stream.as_bytes()[..start]).unwrap();
            assert_eq!(
                reading.model.report(&options()),
                whole.model.report(&options())
            );
        }
        start += line.len();
    }
}

/// A line that Bazel did not write to its end, or somebody else spoilt, leaves those behind it.
#[test]
fn a_damaged_event_leaves_those_behind_it() {
    let stream = text("with_json_test");
    let lines: Vec<_> = stream.lines().collect();
    let last = lines.len() - 1;
    for damage in [
        "{\"id\":{\"progress\":{\"opaqueCo",
        "{\"id\":{\"progress\":{\"opaqueCount\":1",
        "{\"id\":{\"progress\":{\"opaqueCount\":\"one\"}}}",
        "{\"id\":{\"progress\":17}}",
        "{\"id\":\"unknown\" \"exception\"}",
        "}}",
        "Killed",
    ] {
        let mut damaged = lines.clone();
        damaged.insert(last, damage);
        let reading = read_stream(damaged.join("\n").as_bytes()).unwrap();
        let line = last as u64 + 1;
        assert!(
            matches!(reading.end, StreamEnd::Complete),
            "{damage}: {:?}",
            reading.end
        );
        let skipped = reading.skipped.unwrap();
        assert!(
            matches!(skipped, Skipped { first: Error::MalformedJson { line: at, .. }, .. } if at == line),
            "{damage}: {skipped:?}"
        );
        let report = reading.model.report(&options());
        assert_eq!(report, report_of(&bytes("with_json_test")), "{damage}");
    }
}

/// The first key tells that the stream is JSON, also where its first event is spoilt.
#[test]
fn a_damaged_first_event_leaves_those_behind_it() {
    let stream = text("with_json_test");
    let (first, others) = stream.split_once('\n').unwrap();
    let others = format!("{}\n{others}", &first[..first.len() / 2]);
    let reading = read_stream(others.as_bytes()).unwrap();
    assert!(matches!(reading.end, StreamEnd::Complete));
    assert_eq!(reading.skipped.map(|skipped| skipped.count), Some(1));
    let report = reading.model.report(&options());
    assert_eq!(report.tests, report_of(&bytes("with_json_test")).tests);

    let none = "{\"id\":{\"progress\":17}}\n".repeat(3);
    let error = read_stream(none.as_bytes()).unwrap_err();
    assert!(matches!(error, Error::NotBuildEvents(Some(_))), "{error}");
}

/// The messages about damage say where, and nothing of what is written there.
#[test]
fn damage_is_told_with_its_place() {
    let stream = text("with_json_errors");
    let damaged = stream.replace("\"exitCode\":{", "\"exitCode\":{\"code\":{\"hunter2\":1},");
    let reading = read_stream(damaged.as_bytes()).unwrap();
    let skipped = reading.skipped.unwrap();
    insta::assert_snapshot!(skipped.first.to_string().replace(|c: char| c.is_ascii_digit(), "0"), @"line 00 is no build event: expected a value for code at column 000");
    let whole = r#""exitCode":{"#;
    for written in [
        r#""exitCode":"hunter2","a":{"#,
        r#""finishTime":"hunter2","exitCode":{"#,
        r#""finishTimeMillis":"hunter2, expected hunter2","exitCode":{"#,
        r#""overallSuccess":"hunter2","exitCode":{"#,
    ] {
        let damaged = stream.replace(whole, written);
        let reading = read_stream(damaged.as_bytes()).unwrap();
        let skipped = format!("{:?}", reading.skipped);
        assert!(skipped.contains("MalformedJson"), "{skipped}");
        assert!(!skipped.contains("hunter2"), "{skipped}");
    }
    let line = format!("{stream}\"hunter2\"\n");
    let skipped = format!("{:?}", read_stream(line.as_bytes()).unwrap().skipped);
    assert!(skipped.contains("MalformedJson"), "{skipped}");
    assert!(!skipped.contains("hunter2"), "{skipped}");
}
