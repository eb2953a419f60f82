//! Counts of Bazel's own: how many actions were run, and by whom.

use crate::profile::Way;
use crate::report::{Cache, Runner};
use crate::wire::{ActionCacheStatistics, BuildMetrics, miss_reason};

const DISK: &str = "disk cache hit";
const REMOTE: &str = "remote cache hit";
const INTERNAL: &str = "internal";
/// The entry that is the sum of the others.
const TOTAL: &str = "total";

/// The runners by name and count, and the action cache's hits.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    runners: Vec<Runner>,
    /// Actions of which nothing says what ran them.
    untold: u32,
    action_cache: u32,
    /// Actions that are run each time; `None` where the events do not tell.
    uncacheable: Option<u32>,
}

/// Bazel's look at the workspace's status is run each time, and is part of no build.
const STATUS_ACTIONS: u32 = 1;

impl Counts {
    pub(super) fn new(metrics: &BuildMetrics) -> Self {
        let Some(summary) = &metrics.action_summary else {
            return Self::default();
        };
        let counts = summary
            .runner_count
            .iter()
            .filter(|runner| runner.name != TOTAL && !runner.name.is_empty());
        let mut runners: Vec<_> = counts
            .map(|runner| Runner {
                name: runner.name.clone(),
                count: positive(runner.count),
            })
            .filter(|runner| runner.count > 0)
            .collect();
        runners.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
        let statistics = summary.action_cache_statistics.as_ref();
        let known = runners.is_empty().then_some(summary.actions_executed);
        let untold = known.map_or(0, |count| positive64(count).saturating_sub(STATUS_ACTIONS));
        Self {
            runners,
            untold,
            action_cache: statistics.map_or(0, |cache| positive(cache.hits)),
            uncacheable: statistics.and_then(uncacheable),
        }
    }

    fn of(&self, belongs: impl Fn(&str) -> bool) -> u32 {
        let counts = self.runners.iter().filter(|runner| belongs(&runner.name));
        counts.fold(0, |sum, runner| sum.saturating_add(runner.count))
    }

    /// How many processes were run.
    pub(super) fn executed(&self) -> u32 {
        let told = self.of(|name| !matches!(name, DISK | REMOTE | INTERNAL));
        told.saturating_add(self.untold)
    }

    pub(super) fn report(&self) -> Cache {
        let executed = self.executed();
        let disk = self.of(|name| name == DISK);
        let remote = self.of(|name| name == REMOTE);
        let internal = self.of(|name| name == INTERNAL);
        let hits = self
            .action_cache
            .saturating_add(disk)
            .saturating_add(remote);
        let asked = hits.saturating_add(executed);
        Cache {
            executed,
            action_cache: self.action_cache,
            disk,
            remote,
            internal,
            total: asked.saturating_add(internal),
            hit_rate: (asked > 0).then(|| f64::from(hits) / f64::from(asked)),
            runners: self.runners.clone(),
            uncacheable: self.uncacheable.map(|count| count.min(executed)),
        }
    }

    /// Bazel's name for what did an action; `None` where several come into question.
    pub(super) fn runner(&self, way: Way) -> Option<String> {
        let candidate = |name: &str| match way {
            Way::Internal => name == INTERNAL,
            Way::Cached => matches!(name, DISK | REMOTE),
            Way::Sandbox => name.ends_with("sandbox"),
            Way::Local => name == "local",
            Way::Worker => name.ends_with("worker"),
            Way::Remote => name == "remote",
            Way::Process => !matches!(name, DISK | REMOTE | INTERNAL),
        };
        let mut names = self.runners.iter().filter(|runner| candidate(&runner.name));
        let first = names.next()?;
        names.next().is_none().then(|| first.name.clone())
    }
}

fn uncacheable(statistics: &ActionCacheStatistics) -> Option<u32> {
    let mut details = statistics.miss_details.iter();
    let told = details.find(|detail| detail.reason == miss_reason::UNCONDITIONAL_EXECUTION)?;
    Some(positive(told.count).saturating_sub(STATUS_ACTIONS))
}

fn positive64(count: i64) -> u32 {
    u32::try_from(count.max(0)).unwrap_or(u32::MAX)
}

fn positive(count: i32) -> u32 {
    u32::try_from(count).unwrap_or(0)
}
