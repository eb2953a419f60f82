//! What is said of files that are cut off, damaged, missing or of another build.

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
      caused by: not a build event file, as Bazel writes with --build_event_binary_file
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
