//! A build that failed: its causes, each once, and how to go on.

use bep::{Failure, telling};

use super::causes::{Cause, words};
use super::{About, counts};
use crate::text::count;
use crate::text::cut;
use crate::text::failure::subject;
use crate::text::room::{Room, names};
use crate::ui::failures::unexplained_errors;
use crate::ui::printer::Printer;
use bazel::display::without_progress;

/// How many causes are told of.
const CAUSES: usize = 10;

/// How much the tool's words take of a cause, at most.
const WORDS_BYTES: usize = 2_600;

/// The longest line of a tool.
const LINE_BYTES: usize = 300;

/// How much the names or places of one kind take.
const NAMES_BYTES: usize = 260;

/// What a cause needs besides the tool's words.
const FACTS_BYTES: usize = 700;

/// What stands below the causes.
const END_BYTES: usize = 600;

pub fn fill(room: &mut Room, about: &About<'_>, printer: &Printer) {
    let causes = Cause::all(about.report, about.root);
    let failures = about.report.failures.len();
    if let Some(counts) = counts::line(about.report) {
        room.add(&counts);
    }
    if failures > causes.len() {
        let (failures, causes) = (
            count::of(failures, "failure"),
            count::of(causes.len(), "cause"),
        );
        room.add(&format!("{failures} with {causes}:"));
    }
    room.reserve(END_BYTES);
    let shown = causes.len().min(CAUSES);
    for (at, cause) in causes.iter().take(CAUSES).enumerate() {
        let share = room.left() / (shown - at);
        tell(room, at + 1, cause, about, share, printer);
    }
    let has_told = tell_errors(room, about, printer) || shown > 0;
    if !has_told && !about.context.ending.interrupted {
        let said: Vec<&str> = without_progress(about.output).collect();
        let said = printer.clean(&said.join("\n"));
        quote(room, &said, "", WORDS_BYTES);
    }
    room.release(END_BYTES);
    end(room, about, causes.len() - shown);
}

fn tell(
    room: &mut Room,
    number: usize,
    cause: &Cause<'_>,
    about: &About<'_>,
    share: usize,
    printer: &Printer,
) {
    let failure = cause.failure;
    let label = match failure.label.as_str() {
        "" => "the build",
        label => label,
    };
    let more = match cause.labels.len() - 1 {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let code = failure.exit_code.map(|code| format!(", exit code {code}"));
    let place = cause.places.first().map(|place| format!(", at {place}"));
    let subject = subject(failure.step.as_deref(), label, failure.mnemonic.as_deref());
    room.add(&format!(
        "{number}.{subject}{more}{}{}",
        code.unwrap_or_default(),
        place.unwrap_or_default()
    ));
    let most = share.saturating_sub(FACTS_BYTES).clamp(200, WORDS_BYTES);
    quote(room, &printer.clean(words(failure)), "   ", most);
    let rerun = about.context.rerun.command(failure);
    let facts = [
        ("also", names(&cause.labels[1..], NAMES_BYTES)),
        (
            "also at",
            names(cause.places.get(1..).unwrap_or_default(), NAMES_BYTES),
        ),
        (
            "not built because of it",
            names(&cause.held_up, NAMES_BYTES),
        ),
        ("repeat", rerun.unwrap_or_default()),
    ];
    for (word, text) in facts.iter().filter(|(_, text)| !text.is_empty()) {
        room.add(&format!("   {word}: {text}"));
    }
}

/// The words of a tool around what tells most, and the last of them.
fn quote(room: &mut Room, text: &str, indent: &str, most: usize) {
    let at = telling::line_of_cause(text);
    let kept: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let blank = text.lines().take(at).filter(|line| line.trim().is_empty());
    let at = at - blank.count();
    let most = most.min(room.left());
    for line in cut::lines(&kept, at, most, LINE_BYTES) {
        room.add(&format!("{indent}{line}"));
    }
}

/// Bazel's errors that no failure repeats; whether there are any.
fn tell_errors(room: &mut Room, about: &About<'_>, printer: &Printer) -> bool {
    let mut has_told = false;
    let is_about = |failure: &Failure, message: &str| {
        !failure.label.is_empty() && message.contains(&failure.label)
    };
    let failures = &about.report.failures;
    for message in unexplained_errors(about.report, about.context.ending.interrupted) {
        if failures.iter().any(|failure| is_about(failure, message)) {
            continue;
        }
        has_told = true;
        quote(
            room,
            &format!("ERROR: {}", printer.clean(message)),
            "",
            WORDS_BYTES / 2,
        );
    }
    has_told
}

/// How to repeat what failed, and where the rest is.
fn end(room: &mut Room, about: &About<'_>, untold: usize) {
    let tk = about.tk();
    if untold > 0 {
        room.add(&format!("and {} more", count::of(untold, "cause")));
    }
    if let Some(retried) = &about.retried {
        room.add(retried);
    }
    if !about.report.failures.is_empty() {
        room.add(&format!(
            "repeat all that failed: {tk} {} --failed",
            about.command
        ));
    }
    match about.id {
        Some(id) => room.add(&format!(
            "the rest: {tk} log {id} --errors, {tk} log {id} TARGET [--lines A-B]"
        )),
        None => room.add("the rest: not recorded; --agent=off prints all of it"),
    };
}
