//! What is said of files that are cut off, damaged, missing or of another build.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod support;

use support::{recording, report, seen, tachikoma};

#[test]
fn a_truncated_file_is_reported_with_a_warning() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("cut.bep");
    let bytes = std::fs::read(recording("action_failure.bep")).unwrap();
    std::fs::write(&path, &bytes[..8_000]).unwrap();
    let text = seen(tachikoma().arg("report").arg(&path));
    let text = text.replace(&*directory.path().to_string_lossy(), "<directory>");
    insta::assert_snapshot!(text, @"
    exit 0
    ---
    INCOMPLETE build: 0 ms, in ws

    Cache: unknown
    ---
    warning: <directory>/cut.bep: the build events end in the middle of an event that begins at byte 5053; the report covers what came before
    ");
}

/// Events with others behind each that are none: field 1 as a number, where an id is a message.
fn with_damage(bytes: &[u8], after: &[usize]) -> Vec<u8> {
    let mut damaged = Vec::new();
    let mut rest = bytes;
    for event in 0.. {
        if after.contains(&event) {
            damaged.extend([2, 0x08, 0x01]);
        }
        let Some(length) = length_of_first(rest) else {
            return damaged;
        };
        let (first, others) = rest.split_at(length);
        damaged.extend(first);
        rest = others;
    }
    damaged
}

fn length_of_first(bytes: &[u8]) -> Option<usize> {
    let digits = bytes.iter().position(|byte| byte & 0x80 == 0)? + 1;
    let parts = bytes[..digits].iter().rev();
    let length = parts.fold(0, |sum, byte| (sum << 7) | usize::from(byte & 0x7f));
    Some(digits + length)
}

#[test]
fn what_comes_behind_a_damaged_event_is_reported() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("damaged.bep");
    let bytes = std::fs::read(recording("action_failure.bep")).unwrap();
    let whole = seen(
        tachikoma()
            .arg("report")
            .arg(recording("action_failure.bep")),
    );
    let mut warnings = String::new();
    for after in [&[3][..], &[3, 5, 6]] {
        std::fs::write(&path, with_damage(&bytes, after)).unwrap();
        let text = seen(tachikoma().arg("report").arg(&path));
        let (report, warning) = text.rsplit_once("---\n").unwrap();
        assert_eq!(report, whole.rsplit_once("---\n").unwrap().0);
        warnings.push_str(&warning.replace(&*directory.path().to_string_lossy(), "<directory>"));
    }
    insta::assert_snapshot!(warnings, @r"
    warning: <directory>/damaged.bep: there is no build event at byte 1390; the report leaves out this event
    warning: <directory>/damaged.bep: there is no build event at byte 1390; the report leaves out this event and 2 more that cannot be read
    ");
}

#[test]
fn json_that_is_cut_off_or_damaged_is_reported_with_a_warning() {
    let directory = tempfile::tempdir().unwrap();
    let whole = recording("with_json_errors.json");
    let stream = std::fs::read_to_string(&whole).unwrap();
    let whole = seen(tachikoma().arg("report").arg(whole));
    let said_of = |name: &str, stream: &str| {
        let file = directory.path().join(name);
        std::fs::write(&file, stream).unwrap();
        let text = seen(tachikoma().arg("report").arg(&file));
        let (report, warning) = text.rsplit_once("---\n").unwrap();
        assert_eq!(report, whole.rsplit_once("---\n").unwrap().0, "{name}");
        warning.replace(&*directory.path().to_string_lossy(), "<directory>")
    };
    let with = |damage: &[(usize, &str)]| {
        let mut lines: Vec<_> = stream.lines().collect();
        for (line, text) in damage.iter().rev() {
            lines.insert(*line, text);
        }
        lines.join("\n") + "\n"
    };
    let one = with(&[(27, "{\"id\": nothing}")]);
    let three = with(&[(3, "{\"id\":{\"prog"), (5, "Killed"), (27, "{\"id\":17}")]);
    let warnings = [
        said_of("cut.json", &stream[..stream.len() - 20]),
        said_of("damaged.json", &one),
        said_of("three.json", &three),
        said_of("both.json", &one[..one.len() - 20]),
    ];
    insta::assert_snapshot!(warnings.concat(), @"
    warning: <directory>/cut.json: the build events end in the middle of an event that begins at byte 26769; the report covers what came before
    warning: <directory>/damaged.json: line 28 is no build event: expected ident at column 9; the report leaves out this event
    warning: <directory>/three.json: line 4 is no build event: EOF while parsing a string at column 12; the report leaves out this event and 2 more that cannot be read
    warning: <directory>/both.json: line 28 is no build event: expected ident at column 9; the report leaves out this event
    warning: <directory>/both.json: the build events end in the middle of an event that begins at byte 26785; the report covers what came before
    ");
}

/// What is said of files that Bazel, `tk` and build event services leave beside build events.
fn said_of_other_kinds() -> String {
    let directory = tempfile::tempdir().unwrap();
    let request = b"\x38\"\x36\x0a\x05\x0a\x03abc\x10\x01\x1a\x2b\xe2\x03\x28\x0a\x26type.googleapis.com/build_event_stream";
    let files: [(&str, &[u8]); 6] = [
        ("requests", request),
        ("text", b"event {\n  id {\n    started {\n    }\n  }\n}\n\n"),
        ("log.json", b"{\n  \"commandArgs\": [\"/bin/bash\"]\n}\n"),
        ("profile", b"{\"otherData\":{},\"traceEvents\":[]}\n"),
        ("events.zst", b"\x28\xb5\x2f\xfd\x24\x04"),
        (
            "report.json",
            b"{\n  \"version\": 1,\n  \"invocation\": {}}\n",
        ),
    ];
    let mut text = String::new();
    for (name, bytes) in files {
        let path = directory.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        text.push_str(&seen(tachikoma().arg("report").arg(&path)));
    }
    text.push_str(&seen(
        tachikoma()
            .arg("report")
            .arg(recording("success.profile.gz")),
    ));
    text.replace(&*directory.path().to_string_lossy(), "<directory>")
}

#[test]
fn files_of_other_kinds_are_named() {
    insta::assert_snapshot!(said_of_other_kinds(), @"
    exit 65
    ---
    ---
    error: cannot report on <directory>/requests
      caused by: it is a stream of requests to a build event service (PublishBuildToolEventStreamRequest), not a build event file
      hint: let Bazel write its events to a file: bazel build --build_event_binary_file=FILE TARGET
    exit 65
    ---
    ---
    error: cannot report on <directory>/text
      caused by: it is build events as text (--build_event_text_file), not a build event file
      hint: let Bazel write them in another form: --build_event_binary_file or --build_event_json_file
    exit 65
    ---
    ---
    error: cannot report on <directory>/log.json
      caused by: it is an execution log, not a build event file
      hint: let Bazel write its events to a file: bazel build --build_event_binary_file=FILE TARGET
    exit 65
    ---
    ---
    error: cannot report on <directory>/profile
      caused by: it is a Bazel profile, not a build event file
      hint: give it beside the build events of the same command: tachikoma report EVENTS --profile FILE
    exit 65
    ---
    ---
    error: cannot report on <directory>/events.zst
      caused by: it is compressed with zstd, not a build event file
      hint: decompress it: zstd -dc FILE | tachikoma report -; Bazel's own file of that kind is its compact execution log, which has no build events
    exit 65
    ---
    ---
    error: cannot report on <directory>/report.json
      caused by: it is a report (tachikoma report --json), not a build event file
      hint: it is what is made of build events; the viewer's page shows it
    exit 65
    ---
    ---
    error: cannot report on <recordings>/success.profile.gz
      caused by: it is a Bazel profile, not a build event file
      hint: give it beside the build events of the same command: tachikoma report EVENTS --profile FILE
    ");
}

#[test]
fn what_is_no_file_of_build_events() {
    let directory = tempfile::tempdir().unwrap();
    let empty = directory.path().join("empty");
    std::fs::write(&empty, "").unwrap();
    let mut text = String::new();
    for file in [
        &recording("record.sh"),
        &empty,
        &directory.path().join("none"),
    ] {
        text.push_str(&seen(tachikoma().arg("report").arg(file)));
    }
    text.push_str(&seen(tachikoma().arg("report").arg(directory.path())));
    let text = text.replace(&*directory.path().to_string_lossy(), "<directory>");
    insta::assert_snapshot!(text, @"
    exit 65
    ---
    ---
    error: cannot report on <recordings>/record.sh
      caused by: not a build event file, as Bazel writes with --build_event_binary_file or --build_event_json_file
      caused by: there is no build event at byte 0
      caused by: failed to decode Protobuf message: BuildEvent.payload: invalid wire type: SixtyFourBit (expected LengthDelimited)
      hint: create one with: bazel build --build_event_binary_file=FILE TARGET
    exit 65
    ---
    ---
    error: cannot report on <directory>/empty
      caused by: it is empty: no build events
      hint: create one with: bazel build --build_event_binary_file=FILE TARGET
    exit 66
    ---
    ---
    error: cannot report on <directory>/none
      caused by: cannot open <directory>/none
      caused by: No such file or directory (os error 2)
    exit 74
    ---
    ---
    error: cannot report on <directory>
      caused by: cannot read the build events at byte 0
      caused by: Is a directory (os error 21)
    ");
}

#[test]
fn steps_and_profiles_that_do_not_fit() {
    let mut other = report("success");
    other.arg("--profile").arg(recording("tests.profile.gz"));
    let mut none = report("success");
    none.arg("--profile").arg(recording("record.sh"));
    let mut nowhere = tachikoma();
    nowhere
        .arg("report")
        .arg(recording("success.bep"))
        .args(["--steps", "no/such/folder"]);
    let text = [seen(&mut other), seen(&mut none), seen(&mut nowhere)].concat();
    insta::assert_snapshot!(text, @"
    exit 65
    ---
    ---
    error: the profile <recordings>/tests.profile.gz is of another build
      hint: use the profile of the same Bazel command
    exit 65
    ---
    ---
    error: <recordings>/record.sh is not a Bazel profile
    exit 66
    ---
    ---
    error: cannot look for step definitions in no/such/folder
      caused by: No such file or directory (os error 2)
    ");
}
