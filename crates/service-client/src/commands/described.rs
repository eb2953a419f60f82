//! A build, as people read it.

use std::time::Duration;

use redact::terminal;
use service::{Build, BuildResult, Status, Timestamp};
use service_api::BuildNow;

use super::facts::Facts;
use super::screen::{Look, Tone};
use super::text::{age, count, length, size, until};

/// The last lines of the output that are shown.
const OUTPUT_LINES: usize = 15;

/// The colour of a status.
pub(super) fn tone(status: Status) -> Tone {
    match status {
        Status::Pending | Status::Running => Tone::Plain,
        Status::Completed => Tone::Good,
        Status::Failed => Tone::Bad,
        Status::Cancelled => Tone::Odd,
    }
}

/// All that people want to know of a build.
pub(super) fn build(now: &BuildNow, project: &str, at: Timestamp, look: Look) -> String {
    let build = &now.build;
    let mut facts = Facts::new(look);
    facts.add("build", &build.task_id.to_string());
    facts.add("project", project);
    let prompt = terminal::plain(&build.spec.prompt);
    facts.lines(
        "prompt",
        prompt.lines().filter(|line| !line.trim().is_empty()),
    );
    if let Some(template) = &build.spec.template {
        facts.add("template", template);
    }
    if let Some(url) = &build.spec.callback_url {
        facts.add("callback", url);
    }
    if let Some(first) = build.retry_of {
        facts.add("repeats", &first.to_string());
    }
    facts.add("asked for", &age(build.created_at, at));
    facts.toned("status", &status(now, at), tone(build.status));
    if let Some(by) = &build.cancel_by {
        facts.add("cancelled", &format!("by {by}"));
    }
    if let Some(result) = &build.result {
        add_result(&mut facts, build, result);
        add_output(&mut facts, result);
    }
    facts.into_text()
}

/// What came of a build that has ended, without what was seen while it ran.
pub(super) fn end(build: &Build, has_output: bool, look: Look) -> String {
    let mut facts = Facts::new(look);
    if let Some(result) = &build.result {
        facts.toned("status", &ended(build.status, result), tone(build.status));
        add_result(&mut facts, build, result);
        if has_output {
            add_output(&mut facts, result);
        }
    }
    facts.into_text()
}

fn status(now: &BuildNow, at: Timestamp) -> String {
    let build = &now.build;
    let attempt = format!("attempt {} of {}", build.attempt, build.max_attempts);
    match (build.status, &build.result) {
        (Status::Pending, _) if build.run_at > at => {
            format!("pending: tried again {}", until(build.run_at, at))
        }
        (Status::Pending, _) => match now.queued_behind {
            Some(others @ 1..) => format!("pending, behind {}", count(others, "other build")),
            _ => "pending: the next one".to_owned(),
        },
        (Status::Running, _) if build.cancel_at.is_some() => {
            format!("running, is being stopped, {attempt}")
        }
        (Status::Running, _) => {
            let phase = build.phase.map_or("claimed", |phase| phase.as_str());
            format!("running: {phase}, {attempt}")
        }
        (ended_as, Some(result)) => ended(ended_as, result),
        (ended_as, None) => ended_as.to_string(),
    }
}

fn ended(status: Status, result: &BuildResult) -> String {
    match result.duration_ms {
        0 => status.to_string(),
        time => format!("{status} after {}", length(Duration::from_millis(time))),
    }
}

fn add_result(facts: &mut Facts, build: &Build, result: &BuildResult) {
    if let Some(error) = &result.error {
        let error = terminal::plain(error);
        facts.lines(
            "error",
            error.lines().filter(|line| !line.trim().is_empty()),
        );
    }
    match (&result.commit_sha, &result.pushed_to) {
        (Some(sha), Some(reference)) => {
            facts.add("commit", &format!("{sha}, pushed to {reference}"))
        }
        (Some(sha), None) => facts.add("commit", &format!("{sha}, not pushed")),
        (None, _) => {}
    }
    if !result.files_changed.is_empty() {
        facts.lines("changed", result.files_changed.iter().map(String::as_str));
    } else if build.status == Status::Completed {
        facts.add("changed", "nothing");
    }
    if let Some(check) = &result.check {
        let word = if check.passed { "passed" } else { "failed" };
        let tests = count(check.tests_passed.into(), "test");
        let failed = check.tests_failed;
        facts.add("check", &format!("{word}: {tests} passed, {failed} failed"));
        facts.lines("", check.failures.iter().map(String::as_str));
    }
    let kept = result.artifacts.iter();
    let kept: Vec<String> = kept
        .map(|it| format!("{} ({})", it.name, size(it.size)))
        .collect();
    facts.lines("artifacts", kept.iter().map(String::as_str));
}

fn add_output(facts: &mut Facts, result: &BuildResult) {
    let output = terminal::plain(&result.output);
    let lines: Vec<&str> = output
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let last = lines.len().saturating_sub(OUTPUT_LINES);
    facts.lines("output", lines[last..].iter().copied());
}
