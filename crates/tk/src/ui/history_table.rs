//! Recorded builds as a table.

use history::Build;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::text::duration::seconds;

/// A share in per cent; `-` if there was nothing to do.
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

/// The builds as a table.
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

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A build that failed, at a time that no calendar has: others are told in the machine's time zone.
    pub fn failed() -> Build {
        Build {
            id: 7,
            uuid: "1-2-3".to_owned(),
            command: "build".to_owned(),
            arguments: vec!["--config=remote-build-cluster".to_owned(), "app".to_owned()],
            mode: "development".to_owned(),
            outcome: "failed".to_owned(),
            exit_code: 1,
            started_ms: i64::MAX,
            elapsed_ms: 12_340.0,
            commit: Some("0123456789abcdef".to_owned()),
            actions: 12,
            hit_rate: Some(0.25),
            failures: 1,
        }
    }

    #[test]
    fn builds_are_lines_of_a_table() {
        let passed = Build {
            id: 8,
            arguments: Vec::new(),
            outcome: "passed".to_owned(),
            hit_rate: None,
            actions: 0,
            ..failed()
        };
        insta::assert_snapshot!(lines(&[passed, failed()]).join("\n"), @"
        ID  WHEN  COMMAND                               MODE         RESULT        TIME  ACTIONS  CACHE
        #8  -     build                                 development  passed      12.3 s        0      -
        #7  -     build --config=remote-build-clust...  development  failed (1)  12.3 s       12   25 %
        ");
    }
}
