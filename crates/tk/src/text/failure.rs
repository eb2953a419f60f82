//! A failure as text.

use bep::{Failure, Location};

/// The tool's output, if any, without the lines that Bazel puts before a test's output.
pub fn log(failure: &Failure) -> Option<&str> {
    let log = without_head(failure.log.as_deref()?);
    (!log.trim().is_empty()).then(|| log.trim_end())
}

/// A test's log without the lines that Bazel puts before it.
pub fn without_head(log: &str) -> &str {
    let mut lines = log.splitn(4, '\n');
    let is_head = lines
        .next()
        .is_some_and(|line| line.starts_with("exec ${PAGER:-"))
        && lines
            .next()
            .is_some_and(|line| line.starts_with("Executing tests from "))
        && lines.next().is_some_and(|line| line.starts_with("-----"));
    match is_head {
        true => lines.next().unwrap_or_default(),
        false => log,
    }
}

/// `FAIL svelte-check: //web:check (SvelteCheck), exit code 1, at web/src/App.svelte:12:3`
pub fn heading(failure: &Failure) -> String {
    let mnemonic = failure.mnemonic.as_deref();
    let mut heading = format!(
        "FAIL{}",
        subject(failure.step.as_deref(), &failure.label, mnemonic)
    );
    if let Some(code) = failure.exit_code {
        heading.push_str(&format!(", exit code {code}"));
    }
    if let Some(place) = &failure.location {
        heading.push_str(&format!(", at {}", place_text(place)));
    }
    heading
}

/// ` svelte-check: //web:check (SvelteCheck)`: what follows the word of a heading.
pub fn subject(step: Option<&str>, label: &str, mnemonic: Option<&str>) -> String {
    let mut subject = String::new();
    if let Some(step) = step.filter(|step| *step != label) {
        subject.push_str(&format!(" {step}:"));
    }
    subject.push_str(&format!(" {label}"));
    if let Some(mnemonic) = mnemonic {
        subject.push_str(&format!(" ({mnemonic})"));
    }
    subject
}

/// `web/src/App.svelte:12:3`
pub fn place_text(place: &Location) -> String {
    let column = place.column.map(|column| format!(":{column}"));
    format!(
        "{}:{}{}",
        place.file,
        place.line,
        column.unwrap_or_default()
    )
}

/// Whether Bazel only says which command failed.
pub fn is_command_line(message: &str) -> bool {
    message
        .lines()
        .next()
        .is_some_and(|line| line.contains(" failed: error executing "))
}
