//! What repeated tests did.

use std::collections::BTreeMap;
use std::path::PathBuf;

use bep::{Test, TestStatus};

use super::variation::Variation;

/// How often a test ran in one variation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All runs that came to an end.
    pub runs: u32,
    /// Those that did not pass.
    pub failed: u32,
    /// The flags of the first that did not pass.
    pub flags: Vec<String>,
    /// Where its log is kept.
    pub log: Option<PathBuf>,
}

/// What a test is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Each run passed.
    Steady,
    /// No run passed as it is.
    Broken,
    /// As it is, some runs passed and some did not.
    Flaky,
    /// It passes as it is, and not in these variations.
    Breaks(Vec<Variation>),
    /// It did not run: it could not be built, or was skipped.
    NotRun,
}

/// The tests of a repetition, with what each did.
#[derive(Debug, Default)]
pub struct Outcomes {
    tests: BTreeMap<String, Vec<(Variation, Tally)>>,
}

impl Outcomes {
    /// Adds what tests did in a variation, with flags; `keep` is given the log of the first run that failed, which the
    /// next run would write over.
    pub fn add(
        &mut self,
        variation: Variation,
        flags: &[String],
        tests: &[Test],
        keep: impl Fn(&str, &str) -> Option<PathBuf>,
    ) {
        for test in tests {
            let tallies = self.tests.entry(test.label.clone()).or_default();
            if tallies.last().is_none_or(|(last, _)| *last != variation) {
                tallies.push((variation, Tally::default()));
            }
            if let Some((_, tally)) = tallies.last_mut() {
                count(tally, test, flags, &keep);
            }
        }
    }

    /// Each test with what it did and what it is.
    pub fn tests(&self) -> impl Iterator<Item = (&str, &[(Variation, Tally)], Verdict)> {
        let tests = self.tests.iter();
        tests.map(|(label, tallies)| (label.as_str(), tallies.as_slice(), verdict(tallies)))
    }

    /// How many tests a verdict is said of.
    pub fn count(&self, is: impl Fn(&Verdict) -> bool) -> usize {
        self.tests().filter(|(_, _, verdict)| is(verdict)).count()
    }
}

/// Whether a test does not always end alike.
pub fn is_flaky(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Flaky | Verdict::Breaks(_))
}

fn count(
    tally: &mut Tally,
    test: &Test,
    flags: &[String],
    keep: &impl Fn(&str, &str) -> Option<PathBuf>,
) {
    for run in &test.runs {
        let failed = run.status.is_failure();
        if !failed && run.status != TestStatus::Passed {
            continue;
        }
        tally.runs += 1;
        if failed && tally.failed == 0 {
            tally.flags = flags.to_vec();
            tally.log = run.log.as_deref().and_then(|log| keep(&test.label, log));
        }
        tally.failed += u32::from(failed);
    }
}

fn verdict(tallies: &[(Variation, Tally)]) -> Verdict {
    let plain = tallies
        .iter()
        .find(|(variation, _)| *variation == Variation::Plain);
    let plain = plain.map(|(_, tally)| (tally.runs, tally.failed));
    let broken = tallies.iter().filter(|(_, tally)| tally.failed > 0);
    let broken: Vec<Variation> = broken.map(|(variation, _)| *variation).collect();
    match plain {
        _ if tallies.iter().all(|(_, tally)| tally.runs == 0) => Verdict::NotRun,
        Some((runs, failed)) if failed > 0 && failed == runs => Verdict::Broken,
        Some((_, failed)) if failed > 0 => Verdict::Flaky,
        _ if broken.is_empty() => Verdict::Steady,
        _ => Verdict::Breaks(broken),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(runs: u32, failed: u32) -> Tally {
        Tally {
            runs,
            failed,
            ..Tally::default()
        }
    }

    #[test]
    fn a_test_is_judged_by_how_it_ends_as_it_is() {
        use Variation::{Load, Plain, TimeZone};
        let of = |tallies: &[(Variation, Tally)]| verdict(tallies);
        assert_eq!(
            of(&[(Plain, tally(3, 0)), (Load, tally(3, 0))]),
            Verdict::Steady
        );
        assert_eq!(
            of(&[(Plain, tally(3, 3)), (Load, tally(3, 0))]),
            Verdict::Broken
        );
        assert_eq!(
            of(&[(Plain, tally(3, 1)), (Load, tally(3, 3))]),
            Verdict::Flaky
        );
        let breaks = [
            (Plain, tally(3, 0)),
            (Load, tally(3, 0)),
            (TimeZone, tally(9, 3)),
        ];
        assert_eq!(of(&breaks), Verdict::Breaks(vec![TimeZone]));
        assert_eq!(of(&[(Plain, tally(0, 0))]), Verdict::NotRun);
        assert_eq!(of(&[(Load, tally(3, 2))]), Verdict::Breaks(vec![Load]));
    }
}
