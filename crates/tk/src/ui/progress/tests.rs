pub(super) mod events;

use std::time::{Duration, Instant};

use bep::wire::{BuildEvent, test_status};

use super::*;
use crate::steps::KnownStep;
use crate::ui::printer::Capabilities;
use crate::ui::printer::tests::{captured, captured_with};
use events::{action, built, test_ended};

fn known(name: &str, after: &[&str]) -> KnownStep {
    KnownStep {
        name: name.to_owned(),
        modes: Vec::new(),
        tags: Vec::new(),
        after: after.iter().map(|name| (*name).to_owned()).collect(),
        mnemonics: Vec::new(),
    }
}

/// Steps whose only label is their own.
fn steps() -> Steps {
    Steps {
        all: vec![
            known("check", &[]),
            known("build", &["check"]),
            known("pack", &["build", "check"]),
        ],
    }
}

struct Seen {
    tracker: Tracker,
    definitions: Definitions,
    screen: Screen,
    start: Instant,
}

impl Seen {
    fn new(detail: Detail) -> Self {
        let definitions = Definitions::new(&steps(), Path::new("/nowhere"));
        let targets = ["//:check", "//:build", "//:pack"].map(str::to_owned);
        let start = Instant::now();
        Self {
            tracker: Tracker::new(&definitions, &targets),
            definitions,
            screen: Screen::new(detail, start),
            start,
        }
    }

    fn event(&mut self, event: &BuildEvent) -> Vec<Event> {
        let mut happened = Vec::new();
        self.tracker.event(event, &self.definitions, &mut happened);
        happened
    }

    fn output(&mut self, text: &str, after: Duration) -> Vec<Event> {
        let mut happened = Vec::new();
        let now = self.start + after;
        for line in text.lines() {
            self.tracker
                .output(line, &self.definitions, now, &mut happened);
        }
        happened
    }

    fn lines(&self, detail: Detail, seconds: u64) -> String {
        let lines = status_block::lines(&self.tracker, detail, Duration::from_secs(seconds));
        let lines: Vec<String> = lines
            .iter()
            .map(crate::ui::printer::LiveLine::text)
            .collect();
        lines.join("\n")
    }
}

#[test]
fn before_the_first_action_bazels_phase_is_shown() {
    let mut seen = Seen::new(Detail::Steps);
    insta::assert_snapshot!(seen.lines(Detail::Steps, 0), @"
    starting Bazel, 0 s
      waiting: check, build (for check), pack (for build, check)
    ");
    seen.output(
        "Analyzing: 3 targets (5 packages loaded, 0 targets configured)",
        Duration::ZERO,
    );
    insta::assert_snapshot!(seen.lines(Detail::Steps, 2), @"
    Analyzing: 3 targets (5 packages loaded, 0 targets configured), 2 s
      waiting: check, build (for check), pack (for build, check)
    ");
}

#[test]
fn steps_that_run_and_steps_that_wait() {
    let mut seen = Seen::new(Detail::Steps);
    let report = "[3 / 40] 4 actions, 3 running\n    Probing //:check; 12s linux-sandbox\n    Probing //:build; 3s linux-sandbox\n    Probing //:check again; 1s linux-sandbox\n    [Prepa] Elsewhere";
    let begun = seen.output(report, Duration::ZERO);
    assert_eq!(begun.len(), 2, "{begun:?}");
    insta::assert_snapshot!(seen.lines(Detail::Steps, 14), @"
    3 of 40 actions, 3 running, 14 s
      check  Probing //:check, 12 s and 1 more
      build  Probing //:build, 3 s
             Elsewhere, preparing
      waiting: pack (for build, check)
    ");
    seen.event(&action("//:check", "a", true));
    seen.event(&built("//:check"));
    seen.event(&action("//:build", "b", false));
    seen.output(
        "\r\r[9 / 40] Probing //:build x; 4s linux-sandbox",
        Duration::from_millis(100),
    );
    seen.output(
        "\r[12 / 40] Probing //:build x; 6s linux-sandbox",
        Duration::from_millis(1200),
    );
    insta::assert_snapshot!(seen.lines(Detail::Steps, 15), @"
    12 of 40 actions, 1 running, 7 cache hits, 1 failed, 15 s
      build  Probing //:build x, 6 s
      waiting: pack (for build)
    ");
}

#[test]
fn there_are_never_more_than_five_lines() {
    let mut seen = Seen::new(Detail::Steps);
    let mut report = "[3 / 40] 9 actions running\n".to_owned();
    for number in 0..9 {
        report.push_str(&format!("    Elsewhere {number}; 1s linux-sandbox\n"));
    }
    report.push_str("    Probing //:check; 0s x\n    Probing //:build; 0s x\n");
    seen.output(&report, Duration::ZERO);
    assert!(seen.lines(Detail::Steps, 1).lines().count() <= 5);
    let mut seen = Seen::new(Detail::Steps);
    seen.output(
        &report[..report.find("    Probing").unwrap()],
        Duration::ZERO,
    );
    assert_eq!(seen.lines(Detail::Steps, 1).lines().count(), 5);
}

#[test]
fn hits_are_never_counted_before_the_events_had_time_to_come() {
    let mut seen = Seen::new(Detail::Steps);
    seen.output("[5 / 9] 1 action running", Duration::ZERO);
    seen.output("[6 / 9] 1 action running", Duration::from_millis(900));
    assert_eq!(seen.tracker.hits(), 0);
    for output in ["a", "b", "c", "c"] {
        seen.event(&action("//:check", output, true));
    }
    seen.output("[7 / 9] 1 action running", Duration::from_millis(1100));
    assert_eq!(seen.tracker.hits(), 2, "five were done, three of them ran");
}

#[test]
fn tests_are_counted_once_each() {
    let mut seen = Seen::new(Detail::Tests);
    seen.output(
        "[25 / 27] 2 actions running\n    Testing //:t; 1s linux-sandbox",
        Duration::ZERO,
    );
    assert_eq!(
        seen.event(&test_ended("//:t", test_status::PASSED)).len(),
        1
    );
    assert_eq!(
        seen.event(&test_ended("//:t", test_status::PASSED)).len(),
        0
    );
    assert_eq!(
        seen.event(&test_ended("//:u", test_status::FAILED)).len(),
        1
    );
    assert_eq!(
        seen.event(&test_ended("//:v", test_status::NO_STATUS))
            .len(),
        0
    );
    assert!(seen.tracker.has_failures);
    insta::assert_snapshot!(seen.lines(Detail::Tests, 3), @"
    2 of 2 tests, 25 of 27 actions, 2 running, 1 failed, 3 s
      Testing //:t, 1 s
      waiting: check, build (for check), pack (for build, check)
    ");
}

/// What a screen without lines that rewrite themselves shows of a step's life.
#[test]
fn a_pipe_gets_lines_and_a_heartbeat() {
    let mut seen = Seen::new(Detail::Steps);
    let (mut printer, _, err) = captured();
    let mut all = seen.output("[1 / 9] Probing //:check; 0s linux-sandbox", Duration::ZERO);
    all.extend(seen.event(&action("//:check", "a", true)));
    all.extend(seen.event(&built("//:check")));
    all.extend(seen.event(&built("//:build")));
    for event in &all {
        seen.screen
            .show(&mut printer, event, &Told::default(), seen.start);
    }
    seen.screen.tick(
        &mut printer,
        &seen.tracker,
        seen.start + Duration::from_secs(29),
    );
    seen.screen.tick(
        &mut printer,
        &seen.tracker,
        seen.start + Duration::from_secs(30),
    );
    seen.output("[2 / 9] Probing //:pack; 31s linux-sandbox", Duration::ZERO);
    seen.screen.tick(
        &mut printer,
        &seen.tracker,
        seen.start + Duration::from_secs(59),
    );
    seen.screen.tick(
        &mut printer,
        &seen.tracker,
        seen.start + Duration::from_secs(61),
    );
    insta::assert_snapshot!(err.text(), @"
    start  check
    pass   check
    ...    1 of 9 actions, 1 running, 30 s; Probing //:check
    ...    2 of 9 actions, 1 running, 61 s; pack: Probing //:pack, 31 s
    ");
}

#[test]
fn a_terminal_gets_lines_that_rewrite_themselves() {
    let mut seen = Seen::new(Detail::Steps);
    let (mut printer, _, err) = captured_with(Capabilities {
        color: false,
        live: true,
    });
    seen.output(
        "[1 / 9] Probing //:check with many words behind; 0s linux-sandbox",
        Duration::ZERO,
    );
    seen.screen.tick(&mut printer, &seen.tracker, seen.start);
    seen.screen.tick(
        &mut printer,
        &seen.tracker,
        seen.start + Duration::from_millis(50),
    );
    assert_eq!(
        err.text(),
        "\r1 of 9 actions, 1 running, 0 s\x1b[K\n  check  Probing //:check with many wo…\x1b[K\n  waiting: build (for check), pack (fo…\x1b[J"
    );
}
