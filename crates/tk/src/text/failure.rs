//! A failure as text.

use bep::{Failure, Location};

/// The tool's output, if any, without the lines that Bazel puts before a test's output.
pub fn log(failure: &Failure) -> Option<&str> {
    let log = failure.log.as_deref()?;
    let mut lines = log.splitn(4, '\n');
    let is_head = lines
        .next()
        .is_some_and(|line| line.starts_with("exec ${PAGER:-"))
        && lines
            .next()
            .is_some_and(|line| line.starts_with("Executing tests from "))
        && lines.next().is_some_and(|line| line.starts_with("-----"));
    let log = if is_head {
        lines.next().unwrap_or_default()
    } else {
        log
    };
    (!log.trim().is_empty()).then(|| log.trim_end())
}

/// `FAIL svelte-check: //web:check (SvelteCheck), exit code 1, at web/src/App.svelte:12:3`
pub fn heading(failure: &Failure) -> String {
    let mut heading = "FAIL".to_owned();
    if let Some(step) = failure.step.as_ref().filter(|step| **step != failure.label) {
        heading.push_str(&format!(" {step}:"));
    }
    heading.push_str(&format!(" {}", failure.label));
    if let Some(mnemonic) = &failure.mnemonic {
        heading.push_str(&format!(" ({mnemonic})"));
    }
    if let Some(code) = failure.exit_code {
        heading.push_str(&format!(", exit code {code}"));
    }
    if let Some(place) = &failure.location {
        heading.push_str(&format!(", at {}", place_text(place)));
    }
    heading
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
