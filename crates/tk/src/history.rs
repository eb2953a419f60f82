//! The history of this checkout's builds: recorded after each, in `.tk/history.sqlite`.
//!
//! Recording never fails a build: what goes wrong is a warning.

pub mod builds;
pub mod diff;
pub mod packed;
pub mod recorded;
mod schema;
pub mod secrets;
pub mod store;
pub mod trends;
pub mod view;
mod writing;

use std::time::{SystemTime, UNIX_EPOCH};

use redact::Redactor;
use serde_json::Value;

use crate::build::Finished;
use crate::ui::printer::{Paint, Printer};
use bazel::Invocation;
use checkout::Workspace;
use checkout::git;

use builds::Build;

/// Records a build that has ended.
pub fn record(
    workspace: &Workspace,
    printer: &mut Printer,
    invocation: &Invocation,
    finished: &Finished,
) {
    if !invocation.recorded {
        return;
    }
    let redactor = printer.redactor();
    let entry = Entry::new(
        workspace,
        invocation,
        finished,
        &secrets::own_words(),
        redactor,
    );
    let mut warn = |text: &str| {
        let word = printer.paint(Paint::Warning, "warning:");
        printer.line(&format!("{word} {text}"));
    };
    match writing::write(workspace, finished, &entry, redactor) {
        Ok(written) => {
            if let Some(aside) = written.aside {
                let aside = aside.display();
                warn(&format!(
                    "the history was damaged and begins anew; what it was is {aside}"
                ));
            }
            for missing in written.missing {
                warn(&format!(
                    "the history of this build is incomplete: {}",
                    with_causes(&missing)
                ));
            }
        }
        Err(error) => warn(&format!(
            "this build is not in the history: {}",
            with_causes(&error)
        )),
    }
}

/// An error's message and those of its causes.
pub fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(current) = cause {
        let message = current.to_string();
        if !text.ends_with(&message) {
            text.push_str(": ");
            text.push_str(&message);
        }
        cause = current.source();
    }
    text
}

/// A build without secrets, ready to be written.
struct Entry {
    build: Build,
    report: Value,
}

impl Entry {
    fn new(
        workspace: &Workspace,
        invocation: &Invocation,
        finished: &Finished,
        words: &[String],
        redactor: &Redactor,
    ) -> Self {
        let mut report = serde_json::to_value(&finished.report).unwrap_or_default();
        redactor.json(&mut report);
        let (command, arguments) = words.split_first().map_or_else(
            || (String::new(), Vec::new()),
            |(command, rest)| (redactor.text(command), redactor.command_line(rest)),
        );
        let invoked = &finished.report.invocation;
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let build = Build {
            id: 0,
            uuid: invoked.id.clone(),
            command,
            arguments,
            mode: invocation.mode.name().to_owned(),
            outcome: report["invocation"]["outcome"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            exit_code: i64::from(finished.ending.exit_code),
            started_ms: now_ms() - finished.ending.elapsed_ms as i64,
            elapsed_ms: finished.ending.elapsed_ms,
            commit: git::head(&workspace.root),
            actions: i64::from(finished.report.actions.total),
            hit_rate: finished.report.cache.hit_rate,
            failures: count(finished.report.failures.len()),
        };
        Self { build, report }
    }
}

/// Milliseconds since 1970-01-01 UTC.
pub fn now_ms() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
