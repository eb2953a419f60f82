//! Failures by their causes: what went wrong in many places in the same way is one cause.

use std::collections::BTreeSet;

use bep::telling;
use bep::{Failure, Report, TargetStatus};

use crate::text::failure::{log, place_text};

/// How many lines of an output, from the telling one on, make out a cause.
const TELLING_LINES: usize = 5;

/// What failed for the same reason.
pub struct Cause<'a> {
    /// The first of it, which is told of.
    pub failure: &'a Failure,
    /// The labels of all, the first one's among them, each once.
    pub labels: Vec<&'a str>,
    /// The places in the source, each once.
    pub places: Vec<String>,
    /// The targets that could not be built because of it.
    pub held_up: Vec<&'a str>,
    key: String,
}

impl<'a> Cause<'a> {
    /// The causes of a build's failures, in their order in the report: those of others come first.
    pub fn all(report: &'a Report, root: &str) -> Vec<Self> {
        let mut causes: Vec<Self> = Vec::new();
        for failure in &report.failures {
            let key = key(failure);
            let place = place(failure, root);
            let known = causes.iter().position(|known| known.key == key);
            let at = known.unwrap_or_else(|| {
                causes.push(Self::of(failure, key));
                causes.len() - 1
            });
            let cause = &mut causes[at];
            if !cause.labels.contains(&failure.label.as_str()) {
                cause.labels.push(&failure.label);
            }
            if let Some(place) = place.filter(|place| !cause.places.contains(place)) {
                cause.places.push(place);
            }
        }
        for cause in &mut causes {
            cause.held_up = held_up(report, &cause.labels);
        }
        causes
    }

    fn of(failure: &'a Failure, key: String) -> Self {
        Self {
            failure,
            labels: Vec::new(),
            places: Vec::new(),
            held_up: Vec::new(),
            key,
        }
    }
}

/// What the tool said, else what Bazel says.
pub fn words(failure: &Failure) -> &str {
    log(failure).unwrap_or_else(|| failure.message.trim_end())
}

/// The targets that failed because another one of these did.
fn held_up<'a>(report: &'a Report, labels: &[&str]) -> Vec<&'a str> {
    let because: BTreeSet<String> = labels
        .iter()
        .map(|label| format!("it needs {label}, which failed"))
        .collect();
    let targets = report.targets.iter().filter(|target| {
        let reason = target.reason.as_ref();
        target.status == TargetStatus::Failed
            && reason.is_some_and(|reason| because.contains(reason))
    });
    targets.map(|target| target.label.as_str()).collect()
}

/// The place of the telling line, or of a line beside it; else the first that the failure has.
fn place(failure: &Failure, root: &str) -> Option<String> {
    let lines: Vec<&str> = words(failure).lines().collect();
    let at = telling::line_of_cause(words(failure));
    let near = [at, at + 1, at + 2, at.wrapping_sub(1)];
    let mut near = near.iter().filter_map(|at| lines.get(*at));
    let told = failure.log.as_ref().and_then(|_| {
        near.find_map(|line| telling::place_in(line, root))
            .map(|place| place_text(&place))
    });
    told.or_else(|| failure.location.as_ref().map(place_text))
}

/// The kind of work and the telling lines, without what differs from one target to the next: its own name, places and
/// numbers.
fn key(failure: &Failure) -> String {
    let words = words(failure);
    let own = failure.label.rsplit([':', '/']).next().unwrap_or_default();
    let lines = words.lines().skip(telling::line_of_cause(words));
    let telling: Vec<String> = lines
        .take(TELLING_LINES)
        .map(|line| common(line, own))
        .collect();
    let kind = failure.mnemonic.as_deref().unwrap_or_default();
    format!("{kind}\n{}", telling.join("\n"))
}

fn common(line: &str, own: &str) -> String {
    let words: Vec<String> = line
        .split_whitespace()
        .map(|word| match telling::place_in(word, "") {
            Some(_) => "@".to_owned(),
            None => without_numbers(&word.replace(own, "*")),
        })
        .collect();
    words.join(" ")
}

/// A text with a sign for each number in it.
fn without_numbers(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter.is_ascii_digit() {
            true if shown.ends_with('#') => {}
            true => shown.push('#'),
            false => shown.push(letter),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(label: &str, log: &str) -> Failure {
        Failure {
            label: label.to_owned(),
            mnemonic: Some("CppCompile".to_owned()),
            step: None,
            message: String::new(),
            exit_code: Some(1),
            log: Some(log.to_owned()),
            location: None,
        }
    }

    #[test]
    fn the_same_error_in_other_files_is_one_cause() {
        let one =
            "src/alpha.c:1:10: fatal error: gone.h: No such file\n    1 | #include \"gone.h\"\n";
        let two =
            "src/beta.c:17:10: fatal error: gone.h: No such file\n   17 | #include \"gone.h\"\n";
        let other =
            "src/beta.c:17:10: fatal error: away.h: No such file\n   17 | #include \"away.h\"\n";
        assert_eq!(
            key(&failure("//:alpha", one)),
            key(&failure("//:beta", two))
        );
        assert_ne!(
            key(&failure("//:alpha", one)),
            key(&failure("//:beta", other))
        );
    }

    #[test]
    fn the_same_words_about_other_code_are_two_causes() {
        let of = |code: &str| {
            format!("error[E0308]: mismatched types\n --> src/a.rs:3:5\n  |\n3 | {code}\n")
        };
        let (one, two) = (of("let x: u8 = \"a\";"), of("f(&1, false)"));
        assert_ne!(key(&failure("//:a", &one)), key(&failure("//:b", &two)));
    }

    #[test]
    fn the_place_is_that_of_the_cause() {
        let included =
            "In file included from src/a.c:1:\nsrc/common.h:3:5: error: unknown type name 'foo'\n";
        assert_eq!(
            place(&failure("//:a", included), "").as_deref(),
            Some("src/common.h:3:5")
        );
        let svelte = "/ws/web/src/App.svelte:3:7\nError: Type 'string' is not assignable to type 'number'.\n";
        assert_eq!(
            place(&failure("//:a", svelte), "/ws").as_deref(),
            Some("web/src/App.svelte:3:7")
        );
    }
}
