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

#[test]
fn json_that_is_cut_off_or_damaged_is_reported_with_a_warning() {
    let directory = tempfile::tempdir().unwrap();
    let stream = std::fs::read_to_string(recording("with_json_errors.json")).unwrap();
    let cut = directory.path().join("cut.json");
    std::fs::write(&cut, &stream[..stream.len() - 20]).unwrap();
    let damaged = directory.path().join("damaged.json");
    let lines: Vec<_> = stream.lines().collect();
    let (before, after) = lines.split_at(lines.len() - 1);
    let stream = [before, &["{\"id\": nothing}"], after].concat().join("\n");
    std::fs::write(&damaged, stream).unwrap();
    let warnings = [&cut, &damaged].map(|file| {
        let text = seen(tachikoma().arg("report").arg(file));
        text.rsplit_once("---\n").unwrap().1.to_owned()
    });
    let text = warnings
        .concat()
        .replace(&*directory.path().to_string_lossy(), "<directory>");
    insta::assert_snapshot!(text, @"
    warning: <directory>/cut.json: the build events end in the middle of an event that begins at byte 26769; the report covers what came before
    warning: <directory>/damaged.json: line 28 is no build event: expected ident at column 9; the report covers the other events
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
