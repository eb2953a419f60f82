//! Where a build's time went.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use bep::{CriticalSpan, Profile};
use serde::Serialize;

use super::parallelism::{Parallelism, parallelism};
use super::trace::{Trace, Work};
use super::unpacked;
use crate::error::Result;

/// The version of the JSON format.
pub const VERSION: u32 = 1;

/// Where a build's time went. Times are milliseconds.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Analysis {
    /// The version of this format.
    pub version: u32,
    /// The build's number in the history; none for a file.
    pub build: Option<i64>,
    /// Bazel's id of the invocation.
    pub invocation: String,
    /// From the start of Bazel's client to the end.
    pub total_ms: f64,
    /// The build's phases, one after the other.
    pub phases: Vec<Phase>,
    /// What the threads did, summed over all of them: can be more than the total.
    pub work: Vec<Part>,
    /// The actions by kind, those that took longest first.
    pub mnemonics: Vec<Mnemonic>,
    /// The longest chain of dependent actions.
    pub critical_path: CriticalPath,
    /// How many processes ran at once.
    pub parallelism: Parallelism,
}

/// A phase of the build.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Phase {
    /// `start`, `set-up`, `loading`, `analysis`, `preparation`, `execution`, `completion`.
    pub name: String,
    /// How long.
    pub duration_ms: f64,
}

/// A kind of work, inside or outside of actions.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Part {
    /// `tools`, `sandboxes`, `queue`, `cache lookups` ...
    pub name: &'static str,
    /// How often.
    pub count: usize,
    /// How long, over all threads.
    pub total_ms: f64,
}

/// The actions of one kind.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Mnemonic {
    /// The kind.
    pub name: String,
    /// How many.
    pub count: usize,
    /// The total time.
    pub total_ms: f64,
    /// How long the longest took.
    pub longest_ms: f64,
    /// The target's label.
    pub longest_label: String,
}

/// The longest chain.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CriticalPath {
    /// How long.
    pub duration_ms: f64,
    /// Of the total, 0 to 1.
    pub share: f64,
    /// Its links, the first to run first.
    pub links: Vec<Link>,
}

/// A link of the chain.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// The target, or Bazel's words for what is no target's.
    pub label: String,
    /// Its kind of work.
    pub mnemonic: String,
    /// How long, without waiting.
    pub duration_ms: f64,
    /// How long it waited before for processors and memory.
    pub queued_ms: f64,
    /// Of the chain, 0 to 1, with waiting.
    pub share: f64,
}

/// Analyzes a profile.
///
/// # Errors
/// When the file cannot be read, or is not a profile.
pub fn analyze(path: &Path, build: Option<i64>) -> Result<Analysis> {
    let profile = Profile::read(path)?;
    let trace = File::open(path)
        .and_then(unpacked)
        .and_then(Trace::read)
        .map_err(checkout::Error::read(path))?;
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Ok(of(&profile, &trace, cores, build))
}

fn of(profile: &Profile, trace: &Trace, cores: usize, build: Option<i64>) -> Analysis {
    let total_ms = trace.launch_ms + trace.end_ms;
    Analysis {
        version: VERSION,
        build,
        invocation: profile.invocation.clone(),
        total_ms,
        phases: phases(trace),
        work: work(trace),
        mnemonics: mnemonics(profile),
        critical_path: critical_path(profile, total_ms),
        parallelism: parallelism(&trace.processes, cores),
    }
}

fn phases(trace: &Trace) -> Vec<Phase> {
    let mut phases = Vec::new();
    if trace.launch_ms > 0.0 {
        phases.push(Phase {
            name: "start".to_owned(),
            duration_ms: trace.launch_ms,
        });
    }
    let ends = trace.markers.iter().skip(1).map(|(_, start)| *start);
    let ends = ends.chain(std::iter::once(trace.end_ms));
    for ((name, start), end) in trace.markers.iter().zip(ends) {
        phases.push(Phase {
            name: phase_name(name),
            duration_ms: end - start,
        });
    }
    phases
}

fn phase_name(marker: &str) -> String {
    match marker {
        "Initialize command" => "set-up",
        "Evaluate target patterns" => "loading",
        "Load and analyze dependencies" => "analysis",
        // Bazel can execute what is analyzed while it analyzes the rest.
        "Load, analyze dependencies and build artifacts" => "analysis and execution",
        "Prepare for build" => "preparation",
        "Build artifacts" => "execution",
        "Complete build" => "completion",
        other => other,
    }
    .to_owned()
}

fn work(trace: &Trace) -> Vec<Part> {
    let name = |work| match work {
        Work::Process => "tools",
        Work::Sandbox => "sandboxes",
        Work::Queue => "queue",
        Work::CacheCheck => "cache lookups",
        Work::Download => "cache downloads",
        Work::Upload => "cache uploads",
        Work::Checking => "up-to-date checks",
        Work::Fetch => "fetch",
        Work::Garbage => "garbage collection",
        Work::Packages => "packages",
    };
    let mut parts: Vec<Part> = trace
        .work
        .iter()
        .map(|(work, sum)| Part {
            name: name(*work),
            count: sum.count,
            // Fetches within fetches would count twice.
            total_ms: if *work == Work::Fetch {
                union(&trace.fetches)
            } else {
                sum.total_ms
            },
        })
        .collect();
    parts.sort_by(|one, other| other.total_ms.total_cmp(&one.total_ms));
    parts
}

fn mnemonics(profile: &Profile) -> Vec<Mnemonic> {
    let mut kinds: BTreeMap<&str, Mnemonic> = BTreeMap::new();
    for span in &profile.spans {
        let kind = kinds.entry(&span.mnemonic).or_insert_with(|| Mnemonic {
            name: span.mnemonic.clone(),
            count: 0,
            total_ms: 0.0,
            longest_ms: 0.0,
            longest_label: String::new(),
        });
        kind.count += 1;
        kind.total_ms += span.duration_ms;
        if span.duration_ms > kind.longest_ms {
            kind.longest_ms = span.duration_ms;
            kind.longest_label.clone_from(&span.label);
        }
    }
    let mut kinds: Vec<Mnemonic> = kinds.into_values().collect();
    kinds.sort_by(|one, other| other.total_ms.total_cmp(&one.total_ms));
    kinds
}

fn critical_path(profile: &Profile, total_ms: f64) -> CriticalPath {
    let in_all = |link: &CriticalSpan| link.queued_ms + link.duration_ms;
    let duration_ms: f64 = profile.critical_path.iter().map(in_all).sum();
    let links = profile.critical_path.iter().map(|link| {
        let span = link.span.and_then(|index| profile.spans.get(index));
        let named = span.filter(|span| !span.label.is_empty());
        let (label, mnemonic) = match named {
            Some(span) => (span.label.clone(), span.mnemonic.clone()),
            None => (link.description.clone(), String::new()),
        };
        Link {
            label,
            mnemonic,
            duration_ms: link.duration_ms,
            queued_ms: link.queued_ms,
            share: share(in_all(link), duration_ms),
        }
    });
    CriticalPath {
        duration_ms,
        share: share(duration_ms, total_ms),
        links: links.collect(),
    }
}

/// A part of a whole, 0 to 1.
pub fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 {
        (part / whole).min(1.0)
    } else {
        0.0
    }
}

/// The time that intervals cover together.
fn union(intervals: &[(f64, f64)]) -> f64 {
    let mut sorted = intervals.to_vec();
    sorted.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (mut covered, mut reached) = (0.0, f64::MIN);
    for (start, end) in sorted {
        covered += (end - start.max(reached)).max(0.0);
        reached = reached.max(end);
    }
    covered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_not_counted_twice() {
        assert_eq!(union(&[(5.0, 6.0), (0.0, 3.0), (1.0, 4.0)]), 5.0);
    }
}
