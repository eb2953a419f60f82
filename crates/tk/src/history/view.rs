//! Recorded builds as text.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::builds::Build;
use super::recorded::{ActionRow, Recorded, StepRow};
use crate::text::duration::seconds;

/// The slowest actions that are shown of a build.
const SLOWEST: usize = 5;

/// A share as people read it; `-` where there was nothing to do.
pub fn rate(rate: Option<f64>) -> String {
    rate.map_or("-".to_owned(), |rate| format!("{:.0} %", rate * 100.0))
}

/// The local time of a build.
pub fn time(milliseconds: i64) -> String {
    Timestamp::from_millisecond(milliseconds).map_or("-".to_owned(), |time| {
        time.to_zoned(TimeZone::system())
            .strftime("%Y-%m-%d %H:%M")
            .to_string()
    })
}

/// The builds as a table, a line each.
pub fn table(builds: &[Build]) -> Vec<String> {
    let header = [
        "ID", "WHEN", "COMMAND", "MODE", "RESULT", "TIME", "ACTIONS", "CACHE",
    ]
    .map(str::to_owned);
    let rows: Vec<[String; 8]> = std::iter::once(header)
        .chain(builds.iter().map(|build| {
            [
                format!("#{}", build.id),
                time(build.started_ms),
                cut(&command(build)),
                build.mode.clone(),
                result(build),
                seconds(build.elapsed_ms),
                build.actions.to_string(),
                rate(build.hit_rate),
            ]
        }))
        .collect();
    let widths: Vec<usize> = (0..8)
        .map(|column| {
            rows.iter()
                .map(|row| row[column].chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    let lines = rows.iter().map(|row| {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(column, (cell, width))| match column {
                5.. => format!("{cell:>width$}"),
                _ => format!("{cell:<width$}"),
            })
            .collect();
        cells.join("  ").trim_end().to_owned()
    });
    lines.collect()
}

fn command(build: &Build) -> String {
    std::iter::once(build.command.as_str())
        .chain(build.arguments.iter().map(String::as_str))
        .collect::<Vec<_>>()
        .join(" ")
}

fn cut(text: &str) -> String {
    const LONGEST: usize = 36;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    format!("{}...", text.chars().take(LONGEST - 3).collect::<String>())
}

fn result(build: &Build) -> String {
    match build.outcome.as_str() {
        "passed" => "passed".to_owned(),
        other => format!("{other} ({})", build.exit_code),
    }
}

/// One build in full.
pub fn build(build: &Build, recorded: &Recorded) -> Vec<String> {
    let mut lines = vec![
        format!("#{}  tk {}", build.id, command(build)),
        format!(
            "  {} in {}, {}, {}",
            result(build),
            seconds(build.elapsed_ms),
            build.mode,
            time(build.started_ms)
        ),
    ];
    if let Some(commit) = &build.commit {
        lines.push(format!("  commit {commit}"));
    }
    lines.push(format!("  invocation {}", build.uuid));
    steps(recorded, &mut lines);
    lines.push(cache(recorded));
    if let Some(path) = &recorded.critical_path {
        let share = path
            .share
            .map(|share| format!(", {:.0} % of the build", share * 100.0))
            .unwrap_or_default();
        lines.push(format!(
            "  critical path {} in {} actions{share}",
            seconds(path.duration_ms),
            path.actions.len()
        ));
    }
    tests(recorded, &mut lines);
    if !recorded.actions.slowest.is_empty() {
        lines.push("  slowest actions".to_owned());
        lines.extend(recorded.actions.slowest.iter().take(SLOWEST).map(action));
    }
    for failure in &recorded.failures {
        let code = failure
            .exit_code
            .map(|code| format!(", exit code {code}"))
            .unwrap_or_default();
        lines.push(format!("  FAIL {}{code}", failure.name()));
        let message = failure.message.lines().next().unwrap_or_default();
        if !message.is_empty() && message != failure.name() {
            lines.push(format!("    {message}"));
        }
    }
    lines
}

fn steps(recorded: &Recorded, lines: &mut Vec<String>) {
    let shown: Vec<&StepRow> = recorded
        .steps
        .iter()
        .filter(|step| step.actions > 0 || step.status != "skipped")
        .collect();
    let width = shown
        .iter()
        .map(|step| step.name.chars().count())
        .max()
        .unwrap_or(0);
    for step in shown {
        let time = step
            .duration_ms
            .filter(|_| step.actions > 0)
            .map_or("-".to_owned(), seconds);
        let cached = if step.cached == Some(true) && step.actions > 0 {
            ", all from the cache"
        } else {
            ""
        };
        lines.push(format!(
            "  {:<10}  {:<width$}  {time:>10}  {} actions{cached}",
            step.status, step.name, step.actions
        ));
    }
}

fn cache(recorded: &Recorded) -> String {
    let cache = &recorded.cache;
    let counts = [
        (cache.executed, "executed"),
        (cache.action_cache, "action cache"),
        (cache.disk, "disk cache"),
        (cache.remote, "remote cache"),
        (cache.internal, "internal"),
    ];
    let parts: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    if parts.is_empty() {
        return "  nothing to do".to_owned();
    }
    format!(
        "  cache hit rate {}: {}",
        rate(cache.hit_rate),
        parts.join(", ")
    )
}

fn tests(recorded: &Recorded, lines: &mut Vec<String>) {
    if recorded.tests.is_empty() {
        return;
    }
    let passed =
        |test: &&super::recorded::TestRow| ["passed", "flaky"].contains(&test.status.as_str());
    let count = recorded.tests.iter().filter(passed).count();
    let cached = recorded.tests.iter().filter(|test| test.cached).count();
    lines.push(format!(
        "  tests: {count} of {} passed, {cached} cached",
        recorded.tests.len()
    ));
    let others = recorded.tests.iter().filter(|test| test.status != "passed");
    lines.extend(others.map(|test| {
        format!(
            "    {} {} {}",
            test.status,
            test.label,
            seconds(test.duration_ms)
        )
    }));
}

fn action(action: &ActionRow) -> String {
    let runner = action
        .runner
        .as_deref()
        .map(|runner| format!(", {runner}"))
        .unwrap_or_default();
    format!(
        "    {:>10}  {} ({}){runner}",
        seconds(action.duration_ms),
        action.label,
        action.mnemonic
    )
}
