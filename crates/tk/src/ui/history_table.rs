//! Recorded builds as a table.

use history::Build;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::text::duration::seconds;

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
pub fn lines(builds: &[Build]) -> Vec<String> {
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

/// The command line of a build, without the program.
pub fn command(build: &Build) -> String {
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

/// How a build ended: `passed`, or `failed (1)` with the exit code.
pub fn result(build: &Build) -> String {
    match build.outcome.as_str() {
        "passed" => "passed".to_owned(),
        other => format!("{other} ({})", build.exit_code),
    }
}
