//! What failed tools and tests of a recorded build printed.

use bep::telling;
use history::{Build, StoredFailure, StoredLocation};
use serde_json::{Value, json};

use super::history_table::command;
use crate::text::count;
use crate::text::cut;
use crate::text::failure::{subject, without_head};
use checkout::files;

/// The version of the JSON format.
const VERSION: u32 = 1;

/// A line that tells as much says what is wrong.
const TELLING: u8 = 3;

/// How many lines stand before and behind one that is chosen.
const AROUND: (usize, usize) = (1, 6);

/// How many bytes of an output are shown unless lines are asked for, and of a line.
const SHOWN_BYTES: usize = 7 * 1024;
const LINE_BYTES: usize = 500;

/// How much of each output is shown where several are.
const ERRORS_BYTES: usize = 2 * 1024;

/// What to read of each output.
pub enum Chosen<'a> {
    /// Only how much there is.
    Sizes,
    /// All, cut in the middle.
    All,
    /// The lines that say what is wrong.
    Errors,
    /// What is said of a test case.
    About(&'a str),
    /// From a first to a last line.
    Lines(usize, usize),
}

/// A line with its number, from 1.
type Line<'a> = (usize, &'a str);

/// For people and agents.
pub fn lines(build: &Build, failures: &[StoredFailure], chosen: &Chosen<'_>) -> Vec<String> {
    let mut shown = vec![format!(
        "build {}: tk {}, {}",
        build.id,
        command(build),
        build.outcome
    )];
    for failure in failures {
        let words = words(failure);
        let all = words.lines().count();
        let picked = pick(words, chosen);
        if picked.is_empty() && !matches!(chosen, Chosen::Sizes) {
            continue;
        }
        let size = files::size(words.len() as u64);
        shown.push(format!(
            "{}: {}, {size}",
            heading(failure),
            count::of(all, "line")
        ));
        shown.extend(numbered(&picked, chosen));
    }
    if shown.len() == 1 {
        shown.push(match (failures, chosen) {
            ([], _) => "nothing failed: only what failed is kept".to_owned(),
            (_, Chosen::About(name)) => format!("no output says anything of {name}"),
            _ => "no such lines; without --errors and --lines all of them are read".to_owned(),
        });
    }
    shown
}

/// For programs.
pub fn json(build: &Build, failures: &[StoredFailure], chosen: &Chosen<'_>) -> Value {
    let output = |failure: &StoredFailure| {
        let picked = pick(words(failure), chosen);
        let lines = picked
            .iter()
            .map(|(line, text)| json!({"line": line, "text": text}));
        json!({
            "label": failure.label,
            "mnemonic": failure.mnemonic,
            "step": failure.step,
            "exitCode": failure.exit_code,
            "location": failure.location,
            "totalLines": words(failure).lines().count(),
            "lines": lines.collect::<Vec<_>>(),
        })
    };
    let outputs: Vec<Value> = failures.iter().map(output).collect();
    json!({"version": VERSION, "build": build, "outputs": outputs})
}

fn heading(failure: &StoredFailure) -> String {
    let label = match failure.label.as_str() {
        "" => "the build",
        label => label,
    };
    let subject = subject(failure.step.as_deref(), label, failure.mnemonic.as_deref());
    let code = failure.exit_code.map(|code| format!(", exit code {code}"));
    let place = failure.location.as_ref().map(place);
    format!(
        "FAIL{subject}{}{}",
        code.unwrap_or_default(),
        place.unwrap_or_default()
    )
}

fn place(at: &StoredLocation) -> String {
    let column = at.column.map(|column| format!(":{column}"));
    format!(", at {}:{}{}", at.file, at.line, column.unwrap_or_default())
}

fn words(failure: &StoredFailure) -> &str {
    let log = failure.log.as_deref().map(without_head);
    let log = log.filter(|log| !log.trim().is_empty());
    log.unwrap_or(&failure.message).trim_end()
}

fn pick<'a>(words: &'a str, chosen: &Chosen<'_>) -> Vec<Line<'a>> {
    let all: Vec<Line<'_>> = words
        .lines()
        .enumerate()
        .map(|(at, text)| (at + 1, text))
        .collect();
    match chosen {
        Chosen::Sizes => Vec::new(),
        Chosen::All => all,
        Chosen::Errors => match around(&all, |text| telling::weight(text) >= TELLING) {
            none if none.is_empty() => ends(&all),
            found => found,
        },
        Chosen::About(name) => around(&all, |text| text.contains(name)),
        Chosen::Lines(first, last) => {
            let is_in = |(number, _): &Line<'_>| (*first..=*last).contains(number);
            all.into_iter().filter(is_in).collect()
        }
    }
}

/// The lines that are meant, and those around them.
fn around<'a>(all: &[Line<'a>], is_meant: impl Fn(&str) -> bool) -> Vec<Line<'a>> {
    let mut keep = vec![false; all.len()];
    for at in (0..all.len()).filter(|at| is_meant(all[*at].1)) {
        let end = (at + AROUND.1 + 1).min(all.len());
        keep[at.saturating_sub(AROUND.0)..end].fill(true);
    }
    let kept = all.iter().zip(keep).filter(|(_, keep)| *keep);
    kept.map(|(line, _)| *line).collect()
}

/// The last lines: of what says nothing of errors they say most.
fn ends<'a>(all: &[Line<'a>]) -> Vec<Line<'a>> {
    all[all.len().saturating_sub(AROUND.1)..].to_vec()
}

/// The lines behind their numbers, with a sign where some are left out; within bounds, but for those that were asked for
/// by their numbers.
fn numbered(picked: &[Line<'_>], chosen: &Chosen<'_>) -> Vec<String> {
    let width = picked
        .last()
        .map_or(0, |(number, _)| number.to_string().len());
    let mut shown = Vec::new();
    let mut before = picked.first().map_or(0, |(number, _)| number - 1);
    for (number, text) in picked {
        if *number != before + 1 {
            shown.push("…".to_owned());
        }
        before = *number;
        shown.push(format!("{number:>width$}  {text}").trim_end().to_owned());
    }
    let most = match chosen {
        Chosen::Lines(..) => return shown,
        Chosen::Errors => ERRORS_BYTES,
        _ => SHOWN_BYTES,
    };
    let all: Vec<&str> = shown.iter().map(String::as_str).collect();
    let weights = picked.iter().map(|(_, text)| telling::weight(text));
    let best = weights.max().unwrap_or(0);
    let says_most = |line: &&&str| telling::weight(line.trim_start_matches(is_of_number)) == best;
    let at = all.iter().position(|line| says_most(&line)).unwrap_or(0);
    cut::lines(&all, at, most, LINE_BYTES)
}

fn is_of_number(letter: char) -> bool {
    letter.is_ascii_digit() || letter == ' '
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(words: &str, chosen: &Chosen<'_>) -> Vec<usize> {
        pick(words, chosen)
            .iter()
            .map(|(number, _)| *number)
            .collect()
    }

    #[test]
    fn lines_are_picked_with_their_numbers() {
        let mut all = vec!["noise"; 40];
        all[9] = "error: no";
        all[19] = "test parses_dates ... FAILED";
        let words = all.join("\n");
        assert_eq!(
            numbers(&words, &Chosen::Errors),
            (9..=16).collect::<Vec<_>>()
        );
        let about = Chosen::About("parses_dates");
        assert_eq!(numbers(&words, &about), (19..=26).collect::<Vec<_>>());
        assert_eq!(numbers(&words, &Chosen::Lines(38, 99)), [38, 39, 40]);
        assert_eq!(numbers("a\nb", &Chosen::Errors), [1, 2]);
        let shown = numbered(&[(9, "a"), (10, "b"), (12, "c")], &Chosen::Errors);
        assert_eq!(shown, [" 9  a", "10  b", "…", "12  c"]);
    }
}
