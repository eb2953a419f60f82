//! Where results came from, in words.

use bep::{Cache, Report, Runner};

/// What is said where all was up to date.
const NOTHING_TO_DO: &str = "nothing to do";

/// Bazel's names for what is no run, and people's.
const SHORT: [(&str, &str); 2] = [("disk cache hit", "disk"), ("remote cache hit", "remote")];

/// `12 disk, 4 linux-sandbox, 1 internal`; the name alone where it is the only one.
pub fn runners(runners: &[Runner]) -> String {
    match runners {
        [one] => short(&one.name).to_owned(),
        several => {
            let parts = several
                .iter()
                .map(|runner| format!("{} {}", runner.count, short(&runner.name)));
            parts.collect::<Vec<_>>().join(", ")
        }
    }
}

fn short(name: &str) -> &str {
    SHORT
        .iter()
        .find(|(long, _)| *long == name)
        .map_or(name, |(_, short)| short)
}

/// How many actions failed: Bazel's counts are without them.
pub fn failed_actions(report: &Report) -> u32 {
    let failures = report.failures.iter();
    let failed = failures.filter(|failure| failure.mnemonic.is_some() && !failure.is_of_test());
    u32::try_from(failed.count()).unwrap_or(u32::MAX)
}

/// Says so; and how many actions Bazel's action cache was asked for.
pub fn nothing_to_do(cache: &Cache) -> String {
    match cache.action_cache {
        0 => NOTHING_TO_DO.to_owned(),
        1 => format!("{NOTHING_TO_DO} (1 action unchanged)"),
        count => format!("{NOTHING_TO_DO} ({count} actions unchanged)"),
    }
}

/// `cache hit rate 75 % (2 action cache, 1 disk, 1 linux-sandbox)`; of a failed build without a
/// count there is nothing to say.
pub fn cache_text(cache: &Cache, failed: u32, exit_code: u8) -> Option<String> {
    let hits = cache
        .action_cache
        .saturating_add(cache.disk)
        .saturating_add(cache.remote);
    let asked = hits.saturating_add(cache.executed).saturating_add(failed);
    if asked == 0 {
        return (exit_code == 0).then(|| NOTHING_TO_DO.to_owned());
    }
    let mut parts: Vec<String> = [
        (cache.action_cache, "action cache"),
        (cache.disk, "disk"),
        (cache.remote, "remote"),
    ]
    .iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, kind)| format!("{number} {kind}"))
    .collect();
    parts.extend(executed(cache));
    if failed > 0 {
        parts.push(format!("{failed} failed"));
    }
    let uncacheable = cache
        .uncacheable
        .filter(|count| *count > 0)
        .map(|count| format!("; {count} uncacheable"));
    Some(format!(
        "cache hit rate {} % ({}{})",
        percent(f64::from(hits) / f64::from(asked)),
        parts.join(", "),
        uncacheable.unwrap_or_default(),
    ))
}

/// What was run, by what ran it.
fn executed(cache: &Cache) -> Vec<String> {
    let is_run = |name: &str| name != "internal" && SHORT.iter().all(|(hit, _)| *hit != name);
    let runs = cache.runners.iter().filter(|runner| is_run(&runner.name));
    let parts: Vec<String> = runs
        .map(|runner| format!("{} {}", runner.count, runner.name))
        .collect();
    if parts.is_empty() && cache.executed > 0 {
        return vec![format!("{} executed", cache.executed)];
    }
    parts
}

/// Whole per cent; 0 and 100 only for none and all.
pub fn percent(rate: f64) -> u32 {
    let rounded = (rate * 100.0).round();
    if rate > 0.0 && rate < 1.0 {
        rounded.clamp(1.0, 99.0) as u32
    } else {
        rounded as u32
    }
}
