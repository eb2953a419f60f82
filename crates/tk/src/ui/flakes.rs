//! Flaky tests, for people and for programs.

use serde_json::{Value, json};

use crate::flaky::outcome::{Outcomes, Tally, Verdict, is_flaky};
use crate::flaky::recorded::Flake;
use crate::flaky::variation::Variation;
use crate::text::count;
use crate::ui::printer::{Paint, Printer};

/// Raised when a field of the JSON is removed or changes its meaning.
const FORMAT: u32 = 1;

/// What is said before tests run in a variation.
pub fn heading(variation: Variation, flags: &[String]) -> String {
    let values: Vec<&str> = flags
        .iter()
        .filter_map(|flag| flag.rsplit('=').next())
        .collect();
    match variation {
        Variation::TimeZone | Variation::Locale => {
            let value = values.first().copied().unwrap_or_default();
            format!("== {}: {value}", variation.name())
        }
        _ => format!("== {}", variation.name()),
    }
}

/// Prints each test that does not always end alike, then one line that says how many there are.
pub fn print(printer: &mut Printer, outcomes: &Outcomes, is_json: bool) {
    if is_json {
        printer.json(&as_json(outcomes).to_string());
        return;
    }
    for (label, tallies, verdict) in outcomes.tests() {
        let (paint, word) = match &verdict {
            Verdict::Steady => continue,
            Verdict::Flaky | Verdict::Breaks(_) => (Paint::Bad, "FLAKY"),
            Verdict::Broken => (Paint::Bad, "FAIL"),
            Verdict::NotRun => (Paint::Warning, "NOT RUN"),
        };
        let word = printer.paint(paint, word);
        printer.data(&format!("{word}  {label}: {}", said(&verdict)));
        for (variation, tally) in tallies.iter().filter(|(_, tally)| tally.failed > 0) {
            print_tally(printer, label, *variation, tally);
        }
    }
    printer.data(&last_line(outcomes));
}

fn said(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Steady => "each run passed".to_owned(),
        Verdict::Broken => "no run passed".to_owned(),
        Verdict::Flaky => "as it is, some runs pass and some fail".to_owned(),
        Verdict::NotRun => "it did not run".to_owned(),
        Verdict::Breaks(variations) => {
            let names: Vec<&str> = variations
                .iter()
                .map(|variation| variation.name())
                .collect();
            format!("passes as it is, breaks with {}", names.join(", "))
        }
    }
}

fn print_tally(printer: &mut Printer, label: &str, variation: Variation, tally: &Tally) {
    let Tally { runs, failed, .. } = tally;
    printer.data(&format!(
        "  {:<9}  {failed} of {} failed",
        variation.name(),
        count::small(*runs, "run")
    ));
    if let Some(log) = &tally.log {
        printer.data(&format!("             {}", log.display()));
    }
    let flags: Vec<&str> = tally
        .flags
        .iter()
        .map(String::as_str)
        .filter(|flag| flag.starts_with("--test_env="))
        .collect();
    if !flags.is_empty() {
        let again = "--cache_test_results=no";
        // Values of variables are secrets, but these are ours.
        printer.exact_data(&format!(
            "             tk test {label} -- {again} {}",
            flags.join(" ")
        ));
    }
}

fn last_line(outcomes: &Outcomes) -> String {
    let steady = outcomes.count(|verdict| *verdict == Verdict::Steady);
    let flaky = outcomes.count(is_flaky);
    let broken = outcomes.count(|verdict| *verdict == Verdict::Broken);
    let not_run = outcomes.count(|verdict| *verdict == Verdict::NotRun);
    let mut line = format!("{steady} steady, {flaky} flaky");
    if broken > 0 {
        line.push_str(&format!(", {broken} failed"));
    }
    if not_run > 0 {
        line.push_str(&format!(", {not_run} not run"));
    }
    line
}

fn as_json(outcomes: &Outcomes) -> Value {
    let tests = outcomes.tests().map(|(label, tallies, verdict)| {
        let variations = tallies.iter().map(|(variation, tally)| {
            json!({
                "name": variation.name(),
                "runs": tally.runs,
                "failed": tally.failed,
                "flags": tally.flags,
                "log": tally.log,
            })
        });
        json!({
            "label": label,
            "verdict": match &verdict {
                Verdict::Steady => "steady",
                Verdict::Broken => "failed",
                Verdict::Flaky => "flaky",
                Verdict::Breaks(_) => "breaks",
                Verdict::NotRun => "notRun",
            },
            "variations": variations.collect::<Vec<_>>(),
        })
    });
    json!({ "formatVersion": FORMAT, "tests": tests.collect::<Vec<_>>() })
}

/// Prints what recorded builds say.
pub fn print_recorded(printer: &mut Printer, found: &[Flake], is_json: bool) {
    if is_json {
        let flakes = found.iter().map(|flake| {
            json!({ "label": flake.label, "retried": flake.retried, "differed": flake.differed })
        });
        let flakes = json!({ "formatVersion": FORMAT, "recorded": flakes.collect::<Vec<_>>() });
        printer.json(&flakes.to_string());
        return;
    }
    for flake in found {
        let word = printer.paint(Paint::Bad, "FLAKY");
        printer.data(&format!("{word}  {}", flake.label));
        if !flake.retried.is_empty() {
            let builds: Vec<String> = flake.retried.iter().map(|id| format!("#{id}")).collect();
            printer.data(&format!("  a retry passed in {}", builds.join(", ")));
        }
        for (earlier, later) in &flake.differed {
            printer.data(&format!(
                "  ended otherwise in #{later} than in #{earlier}, of the same commit"
            ));
        }
    }
    printer.data(&format!(
        "{} in recorded builds",
        count::of(found.len(), "flaky test")
    ));
}
