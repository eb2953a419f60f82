//! What failed, in short: below all that the tools printed, where people look first.

use bep::{Failure, Report, StepStatus};

use super::Context;
use crate::text::failure as failure_text;
use crate::text::unfinished;
use crate::ui::printer::{Paint, Printer};

/// How many failures are named; the others stand above.
const SHOWN: usize = 5;

/// A failure of so many lines is not repeated right below.
const SHORT_LINES: usize = 15;

/// The longest line of a tool to show here; above it is shown in full.
const WHY_LETTERS: usize = 200;

/// Prints what failed, why, how to repeat just that, and what was skipped because of it.
pub fn print(printer: &mut Printer, report: &Report, context: &Context) {
    let failures: Vec<&Failure> = report
        .failures
        .iter()
        .filter(|failure| !failure.label.is_empty())
        .collect();
    if let [failure] = failures.as_slice()
        && context.failure_shown_at == Some(printer.lines())
        && is_short(failure)
    {
        print_facts(printer, failure, report, context, false);
    } else if !failures.is_empty() {
        printer.line("");
        for failure in failures.iter().take(SHOWN) {
            let heading = failure_text::heading(&Failure {
                location: None,
                ..(*failure).clone()
            });
            let heading = printer.paint(Paint::Bad, &heading);
            printer.line(&heading);
            print_facts(printer, failure, report, context, true);
        }
    }
    if failures.len() > SHOWN {
        let others = format!("  and {} more, see above", failures.len() - SHOWN);
        let others = printer.paint(Paint::Bad, &others);
        printer.line(&others);
    }
    printer.line("");
}

/// Whether all of it is still visible right above.
fn is_short(failure: &Failure) -> bool {
    let lines = |text: &str| text.lines().count();
    lines(&failure.message) + failure.log.as_deref().map_or(0, lines) <= SHORT_LINES
}

fn print_facts(
    printer: &mut Printer,
    failure: &Failure,
    report: &Report,
    context: &Context,
    with_why: bool,
) {
    let skipped = skipped_because_of(failure, report, context).join(", ");
    let facts = [
        ("why", why(failure).filter(|_| with_why)),
        ("rerun", context.rerun.command(failure)),
        ("skipped", Some(skipped)),
    ];
    for (word, text) in facts {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            let word = printer.paint(Paint::Dim, &format!("{word:<8}"));
            printer.foreign(&format!("  {word} {text}"));
        }
    }
}

/// The line of the tool's output that says most, with the place that it names; without output,
/// Bazel's own message.
fn why(failure: &Failure) -> Option<String> {
    let log = failure_text::log(failure).unwrap_or_default();
    let lines = || log.lines().map(str::trim).filter(|line| !line.is_empty());
    let says_error = |line: &&str| {
        let line = line.to_lowercase();
        ["error", "panicked", "fail", "expected"]
            .iter()
            .any(|word| line.contains(word))
    };
    let bazels = bazels_words(&failure.message);
    let line = lines()
        .find(says_error)
        .or_else(|| lines().next())
        .or(bazels)?;
    let place = failure
        .location
        .as_ref()
        // Else it is Bazel's place of the rule, and no line of the tool's is about it.
        .filter(|place| log.contains(&place.file) && !line.contains(&place.file))
        .map(|place| format!("{}: ", failure_text::place_text(place)));
    let text = format!("{}{line}", place.unwrap_or_default());
    Some(match text.char_indices().nth(WHY_LETTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    })
}

/// What Bazel's own message says first; of a trace, what it ends with.
fn bazels_words(message: &str) -> Option<&str> {
    let mut lines = message.lines().map(str::trim);
    let first = lines.next().filter(|line| !line.is_empty())?;
    let is_head = first.ends_with(':');
    let last = lines.rfind(|line| is_head && line.starts_with("Error"));
    last.or(Some(first))
}

/// The steps that were kept from running by this failure's step.
fn skipped_because_of(failure: &Failure, report: &Report, context: &Context) -> Vec<String> {
    let Some(own) = &failure.step else {
        return Vec::new();
    };
    let skipped = report.steps.iter().filter(|step| {
        step.status == StepStatus::Skipped
            && context.asked.contains(&step.name)
            && !unfinished::is_left_out(step, report)
            && unfinished::failed_before(step, report) == Some(own)
    });
    skipped.map(|step| step.name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_ends_with_the_reason() {
        for (message, why) in [
            ("no such package 'a'\n - /ws/a", "no such package 'a'"),
            (
                "in bad rule //a:b c: \nTraceback (most recent call last):\n\tFile \"x\", line 1\nError in fail: never",
                "Error in fail: never",
            ),
            ("two errors:\nno, three", "two errors:"),
        ] {
            assert_eq!(bazels_words(message), Some(why));
        }
        assert_eq!(bazels_words(""), None);
    }
}
