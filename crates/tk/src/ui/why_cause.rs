//! Why an action ran, as the end of a sentence, and all of its changes.

use history::why::{Change, Kind, Reason};

/// A reason as the end of a sentence that begins with "because".
pub fn cause(reason: &Reason) -> String {
    let since = reason
        .since
        .map(|build| format!(" since #{build}"))
        .unwrap_or_default();
    match reason.kind {
        Kind::First => "it never ran in a recorded build".to_owned(),
        Kind::OtherConfiguration => format!(
            "it never ran in this configuration: {} ran it for {} (another mode, platform or other flags)",
            reason
                .since
                .map_or("an earlier build".to_owned(), |build| format!("#{build}")),
            reason.configuration.as_deref().unwrap_or("another"),
        ),
        Kind::Changed => changes(reason),
        Kind::FailedBefore => format!("it failed in the previous build: nothing changed{since}"),
        Kind::NeverCached => "it is never cached: it runs in every build that needs it".to_owned(),
        Kind::OutputChanged => format!(
            "one of its outputs was deleted or overwritten: its inputs did not change{since}"
        ),
        Kind::Forgotten => format!(
            "Bazel has no record of its result (after a clean, or in a new output base): its inputs did not change{since}"
        ),
        Kind::Unknown => {
            let bazel = reason
                .bazel
                .as_ref()
                .map(|words| format!("; Bazel says: {words}"))
                .unwrap_or_default();
            format!(
                "of something not recorded: its files, environment and command line are unchanged{since}{bazel}"
            )
        }
    }
}

fn changes(reason: &Reason) -> String {
    let mut parts = Vec::new();
    if let Some(file) = reason.files.first() {
        let tool = if file.tool { "its tool " } else { "" };
        let more = match reason.files_total.saturating_sub(1) {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        parts.push(format!(
            "{tool}{} {}{more}",
            short_path(&file.path),
            became(file.change)
        ));
    }
    if let Some(variable) = reason.environment.first() {
        let more = more(reason.environment.len());
        let what = match variable.name.strip_prefix("platform ") {
            Some(name) => format!("the platform property {name}"),
            None => format!("the environment variable {}", variable.name),
        };
        parts.push(format!("{what} {}{more}", became(variable.change)));
    }
    if let Some(word) = reason.arguments.first() {
        let more = more(reason.arguments.len());
        parts.push(format!(
            "its command line changed: {} {}{more}",
            cut(&word.name),
            became(word.change)
        ));
    } else if reason.arguments_hidden {
        parts.push("its command line changed in order, or in hidden arguments".to_owned());
    }
    parts.join(", and ")
}

fn more(count: usize) -> String {
    match count {
        0 | 1 => String::new(),
        count => format!(" (and {} more)", count - 1),
    }
}

fn became(change: Change) -> &'static str {
    match change {
        Change::Changed => "changed",
        Change::Added => "was added",
        Change::Removed => "was removed",
    }
}

/// All changes, one line each.
pub fn details(reason: &Reason) -> Vec<String> {
    let files = reason
        .files
        .iter()
        .map(|file| format!("    {} {}", became(file.change), file.path));
    let unseen = reason.files_total.saturating_sub(reason.files.len());
    let more = (unseen > 0).then(|| format!("    ... and {unseen} more files"));
    let environment = reason
        .environment
        .iter()
        .map(|name| format!("    {} {}", became(name.change), name.name));
    let arguments = reason
        .arguments
        .iter()
        .map(|word| format!("    {} {}", became(word.change), cut(&word.name)));
    files
        .chain(more)
        .chain(environment)
        .chain(arguments)
        .collect()
}

/// A path without the folder of the configuration.
pub fn short_path(path: &str) -> &str {
    let inside = path
        .strip_prefix("bazel-out/")
        .and_then(|rest| rest.split_once('/'))
        .map(|(_, rest)| rest);
    inside.map_or(path, |rest| rest.strip_prefix("bin/").unwrap_or(rest))
}

/// Shortens a word of a command line, which may be a whole program.
fn cut(word: &str) -> String {
    const LONGEST: usize = 80;
    let line = word.lines().next().unwrap_or_default();
    if line.chars().count() > LONGEST || line.len() < word.len() {
        format!("{:?} ...", line.chars().take(LONGEST).collect::<String>())
    } else {
        format!("{word:?}")
    }
}

#[cfg(test)]
pub mod tests;
