//! What would make a build faster, with numbers.

use serde::Serialize;

use crate::text::duration::seconds;
use crate::text::labels;
use bazel::profile::{Analysis, Link, share};

/// Savings below this are not worth a line.
const WORTH_MS: f64 = 300.0;

/// Shorter builds are all start-up.
const SHORTEST_MS: f64 = 1000.0;

/// An analysis with its hints, for programs.
#[derive(Debug, Serialize)]
pub struct WithHints<'a> {
    /// Where the time went.
    #[serde(flatten)]
    pub analysis: &'a Analysis,
    /// What would help.
    pub hints: &'a [Hint],
}

/// Advice with its reason.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Hint {
    /// A short, stable name.
    pub id: &'static str,
    /// What was seen, and what would help.
    pub text: String,
    /// The most that could be saved, in milliseconds.
    pub saves_ms: f64,
}

/// The hints for a build, the greatest saving first.
pub fn of(analysis: &Analysis) -> Vec<Hint> {
    if analysis.total_ms < SHORTEST_MS {
        return Vec::new();
    }
    let own = [
        longest_link(analysis),
        chain(analysis),
        sandboxes(analysis),
        idle(analysis),
        queue(analysis),
    ];
    let usual = USUAL.iter().map(|usual| usual.hint(analysis));
    let mut hints: Vec<Hint> = own
        .into_iter()
        .chain(usual)
        .flatten()
        .filter(|hint| hint.saves_ms >= WORTH_MS)
        .collect();
    hints.sort_by(|one, other| other.saves_ms.total_cmp(&one.saves_ms));
    hints
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// `//crates/tk (Rustc)`
pub fn link_name(link: &Link) -> String {
    let name = labels::label(&link.label);
    if link.mnemonic.is_empty() {
        name
    } else {
        format!("{name} ({})", link.mnemonic)
    }
}

fn longest_link(analysis: &Analysis) -> Option<Hint> {
    let path = &analysis.critical_path;
    let longest = path
        .links
        .iter()
        .max_by(|one, other| one.duration_ms.total_cmp(&other.duration_ms))?;
    if longest.share < 0.25 {
        return None;
    }
    let advice = match &*longest.mnemonic {
        "TestRunner" => "shard the test (shard_count) or split it",
        "Rustc" => "split the crate so that its parts compile in parallel, or optimize it less",
        "CargoBuildScriptRun" => {
            "it compiles foreign code: use fewer features of the crate, or the system's library"
        }
        "CppLink" => "use a faster linker, or link fewer objects",
        _ => "split it so that its parts run in parallel, or make its tool faster",
    };
    Some(Hint {
        id: "longest-action",
        text: format!(
            "{} took {}, {} of the critical path: {advice}",
            link_name(longest),
            seconds(longest.duration_ms),
            percent(longest.share),
        ),
        saves_ms: longest.duration_ms / 2.0,
    })
}

fn chain(analysis: &Analysis) -> Option<Hint> {
    let path = &analysis.critical_path;
    (path.share >= 0.7 && path.links.len() > 2).then(|| Hint {
        id: "chain",
        text: format!(
            "the critical path is {} of the build: a shorter chain would help, more processors or a remote executor would not ({} actions depend on each other)",
            percent(path.share),
            path.links.len(),
        ),
        saves_ms: path.duration_ms / 3.0,
    })
}

fn sum_of(analysis: &Analysis, name: &str) -> f64 {
    analysis
        .work
        .iter()
        .find(|part| part.name == name)
        .map_or(0.0, |part| part.total_ms)
}

fn sandboxes(analysis: &Analysis) -> Option<Hint> {
    let sandboxes = sum_of(analysis, "sandboxes");
    let portion = share(sandboxes, sandboxes + sum_of(analysis, "tools"));
    (portion >= 0.1).then(|| Hint {
        id: "sandboxes",
        text: format!(
            "setting up and removing sandboxes took {} of the actions' time ({}): put them on a memory file system (--sandbox_base=/dev/shm), or give actions fewer inputs",
            percent(portion),
            seconds(sandboxes),
        ),
        saves_ms: sandboxes * 0.7 / analysis.parallelism.average.max(1.0),
    })
}

fn idle(analysis: &Analysis) -> Option<Hint> {
    let found = &analysis.parallelism;
    let portion = share(found.idle_core_ms, found.span_ms * found.cores as f64);
    (found.cores > 1 && portion >= 0.3 && analysis.critical_path.share < 0.9).then(|| Hint {
        id: "idle-processors",
        text: format!(
            "on average {:.1} of {} processors were busy; for {} at least one was idle, as actions waited for each other",
            found.average,
            found.cores,
            seconds(found.underused_ms),
        ),
        saves_ms: found.idle_core_ms / found.cores as f64 / 2.0,
    })
}

fn queue(analysis: &Analysis) -> Option<Hint> {
    let queue = sum_of(analysis, "queue");
    let portion = share(queue, queue + sum_of(analysis, "tools"));
    (portion >= 0.3).then(|| Hint {
        id: "queue",
        text: format!(
            "actions waited {} for a free processor: more processors, or a remote executor, would help",
            seconds(queue),
        ),
        saves_ms: queue / analysis.parallelism.average.max(1.0) / 2.0,
    })
}

/// A phase or a kind of work that takes too much of a build, and what helps against it.
struct Usual {
    whole: Whole,
    name: &'static str,
    /// The share of the build from which it is too much.
    least: f64,
    id: &'static str,
    advice: &'static str,
}

enum Whole {
    Phase,
    Part,
}

const USUAL: [Usual; 5] = [
    Usual {
        whole: Whole::Phase,
        name: "analysis",
        least: 0.4,
        id: "analysis",
        advice: "changed flags or configurations make Bazel repeat its analysis: keep flags the same between builds, and the server running",
    },
    Usual {
        whole: Whole::Phase,
        name: "start",
        least: 0.4,
        id: "server-start",
        advice: "starting Bazel's server: it stays up for later builds, longer with a larger --max_idle_secs",
    },
    Usual {
        whole: Whole::Part,
        name: "fetch",
        least: 0.15,
        id: "fetch",
        advice: "fetching repositories: --repository_cache shares downloads between checkouts",
    },
    Usual {
        whole: Whole::Part,
        name: "garbage collection",
        least: 0.08,
        id: "memory",
        advice: "garbage collection: give the server more memory with --host_jvm_args=-Xmx",
    },
    Usual {
        whole: Whole::Part,
        name: "cache downloads",
        least: 0.25,
        id: "downloads",
        advice: "downloading from the cache: --remote_download_toplevel downloads only the requested outputs",
    },
];

impl Usual {
    fn hint(&self, analysis: &Analysis) -> Option<Hint> {
        let time = match self.whole {
            Whole::Phase => {
                let mut phases = analysis.phases.iter();
                phases.find(|phase| phase.name == self.name)?.duration_ms
            }
            Whole::Part => sum_of(analysis, self.name),
        };
        let portion = share(time, analysis.total_ms);
        (portion >= self.least).then(|| Hint {
            id: self.id,
            text: format!(
                "{} took {}, {} of the build; {}",
                self.name,
                seconds(time),
                percent(portion),
                self.advice,
            ),
            saves_ms: time / 2.0,
        })
    }
}
