use bep::wire::{File, FileContent, TestResult, TestResultId, test_status};

use super::super::tests::events::{event, test_ended};
use super::*;
use crate::output::Event;
use crate::ui::printer::tests::captured;

fn file(name: &str, text: &str) -> File {
    File {
        name: name.to_owned(),
        file: Some(FileContent::Contents(text.as_bytes().to_vec())),
        ..File::default()
    }
}

fn options(options: &[&str]) -> BuildEvent {
    let options = OptionsParsed {
        cmd_line: options.iter().map(|it| (*it).to_owned()).collect(),
        ..OptionsParsed::default()
    };
    event(
        Id::OptionsParsed(bep::wire::EmptyId {}),
        Payload::OptionsParsed(options),
    )
}

fn action(
    label: &str,
    (stderr, stdout): (&str, &str),
    mnemonic: &str,
    success: bool,
) -> BuildEvent {
    event(
        Id::ActionCompleted(ActionCompletedId {
            label: label.to_owned(),
            ..ActionCompletedId::default()
        }),
        Payload::Action(Box::new(ActionExecuted {
            success,
            r#type: mnemonic.to_owned(),
            stdout: (!stdout.is_empty()).then(|| file("stdout", stdout)),
            stderr: (!stderr.is_empty()).then(|| file("stderr", stderr)),
            ..ActionExecuted::default()
        })),
    )
}

fn run(label: &str, number: i32, status: i32, text: &str) -> BuildEvent {
    event(
        Id::TestResult(TestResultId {
            label: label.to_owned(),
            run: number,
            shard: 1,
            attempt: 1,
            ..TestResultId::default()
        }),
        Payload::TestResult(TestResult {
            status,
            test_action_output: vec![file("test.log", text)],
            ..TestResult::default()
        }),
    )
}

/// What people see of these events.
fn shown(given: &[&str], events: &[BuildEvent]) -> String {
    let mut outputs = Outputs::default();
    let (mut printer, _, err) = captured();
    let mut all = outputs.event(&options(given));
    all.extend(events.iter().flat_map(|event| outputs.event(event)));
    all.extend(outputs.finish());
    for said in &all {
        show(&mut printer, said, None);
    }
    err.text()
}

#[test]
fn a_successful_tool_is_heard_once_and_in_full() {
    let words = "INFO: reading config\nWARNING: careful\n\n[1 / 2] cc\n  indented\n";
    let event = action("//:a", (words, "to stdout"), "Genrule", true);
    let quiet = action("//:b", (" \n\n", ""), "Genrule", true);
    let shown = shown(&[], &[event.clone(), event, quiet]);
    insta::assert_snapshot!(shown, @r"
    OUTPUT //:a (Genrule)
    INFO: reading config
    WARNING: careful

    [1 / 2] cc
      indented
    to stdout
    ");
}

#[test]
fn failures_and_tests_are_told_elsewhere() {
    let failed = action("//:a", ("wrong\n", ""), "Genrule", false);
    let test = action(
        "//:t",
        ("", "==== Test output for //:t:\n"),
        "TestRunner",
        true,
    );
    assert_eq!(shown(&[], &[failed, test]), "");
}

#[test]
fn the_end_of_a_flood_is_shown() {
    let event = action("//:a", ("one\ntwo\nthree\n", ""), "Genrule", true);
    let limit = "--experimental_ui_max_stdouterr_bytes=10";
    assert_eq!(
        shown(&[limit], &[event]),
        "OUTPUT //:a (Genrule)\ntwo\nthree\n"
    );
}

#[test]
fn a_filter_of_bazels_is_left_to_bazel() {
    let mut outputs = Outputs::default();
    let lines = [
        Line::Message("INFO: From Executing genrule //:a:"),
        Line::Further("careful"),
        Line::Progress,
        Line::Further("more"),
        Line::Message("INFO: Elapsed time"),
        Line::Further("of Bazel's"),
    ];
    let early: Vec<Said> = lines
        .iter()
        .filter_map(|line| outputs.line(*line, false))
        .collect();
    assert!(early.is_empty(), "the options are not known yet");
    let texts =
        |said: Vec<Said>| -> Vec<String> { said.into_iter().map(|said| said.text).collect() };
    let late = texts(outputs.event(&options(&["--output_filter=^//:a"])));
    let expected = ["INFO: From Executing genrule //:a:", "careful", "more"];
    assert_eq!(late, expected);
    let again = lines
        .iter()
        .filter_map(|line| outputs.line(*line, false))
        .collect();
    assert_eq!(texts(again), expected);
    assert!(
        outputs
            .event(&action("//:a", ("careful\n", ""), "Genrule", true))
            .is_empty()
    );
}

#[test]
fn lines_of_a_streamed_test_pass() {
    let mut outputs = Outputs::default();
    outputs.event(&options(&[]));
    assert_eq!(outputs.line(Line::PassedOn("line 1"), true), None);
    outputs.event(&options(&["--test_output=streamed"]));
    assert_eq!(
        outputs.line(Line::PassedOn("line 1"), true),
        Some(Said::line("line 1"))
    );
}

#[test]
fn a_tools_line_without_an_end_is_not_taken_for_a_tests() {
    let mut outputs = Outputs::default();
    outputs.event(&options(&["--test_output=streamed"]));
    assert_eq!(outputs.line(Line::PassedOn("a tool's"), false), None);
    assert_eq!(outputs.line(Line::PassedOn("line 1"), false), None);
    let words = ("careful\na tool's", "");
    let said = outputs.event(&action("//:a", words, "Genrule", true));
    assert_eq!(said[0].text, "careful\na tool's");
    assert_eq!(
        outputs.line(Line::Progress, true),
        Some(Said::line("line 1"))
    );
    assert!(outputs.finish().is_empty());
}

#[test]
fn the_output_of_tests_is_shown_as_far_as_it_is_asked_for() {
    let events = [
        run(
            "//:good",
            1,
            test_status::PASSED,
            "exec ${PAGER:-less} \"$0\" || exit 1\nExecuting tests from //:good\n-----\nfine\n",
        ),
        test_ended("//:good", test_status::PASSED),
        run("//:bad", 1, test_status::FAILED, "wrong 1\n"),
        run("//:bad", 2, test_status::FAILED, "wrong 2\n"),
        run("//:bad", 3, test_status::PASSED, "right 3\n"),
        test_ended("//:bad", test_status::FAILED),
        run("//:flaky", 1, test_status::FAILED, "at first wrong\n"),
        test_ended("//:flaky", test_status::FLAKY),
    ];
    assert_eq!(shown(&[], &events), "");
    // The last failed run's log is part of the failure.
    insta::assert_snapshot!(shown(&["--test_output=errors"], &events), @r"
    OUTPUT //:bad (TestRunner)
    wrong 1
    OUTPUT //:flaky (TestRunner)
    at first wrong
    ");
    insta::assert_snapshot!(shown(&["--test_output=all"], &events), @r"
    OUTPUT //:good (TestRunner)
    fine
    OUTPUT //:bad (TestRunner), run 3
    right 3
    OUTPUT //:bad (TestRunner)
    wrong 1
    OUTPUT //:flaky (TestRunner)
    at first wrong
    ");
}

#[test]
fn programs_get_a_line_each() {
    let mut outputs = Outputs::default();
    let event = action(
        "//:a",
        ("1%\r2%\n\x1b[31mred\x1b[0m\n\nend", ""),
        "Genrule",
        true,
    );
    let said = outputs.event(&event);
    let lines = events(&said[0], Some("step"));
    let texts = lines.iter().map(|event| match event {
        Event::Output(output) => {
            assert_eq!(output.label.as_deref(), Some("//:a"));
            assert_eq!(output.step.as_deref(), Some("step"));
            output.text.as_str()
        }
        _ => "",
    });
    assert_eq!(texts.collect::<Vec<_>>(), ["2%", "red", "", "end"]);
}
