//! Repeats a build that its surroundings broke. This is the one place that says which those are.

use std::sync::mpsc::channel;
use std::time::Duration;

use bep::TestStatus;

use super::finished::{Attempt, Finished};
use crate::error::Result;
use crate::output::{Event, Retry};
use crate::text::duration;
use crate::ui::printer::{Paint, Printer};
use bazel::display::without_progress;
use bazel::signals;

/// How often a build is repeated when nothing else is said.
pub const DEFAULT: u32 = 2;

/// How often to repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// At most this often.
    pub retries: u32,
    /// Whether the user said so, rather than nothing.
    pub is_asked: bool,
}

impl Policy {
    /// From the flag.
    pub fn of(retries: Option<u32>) -> Self {
        Self {
            retries: retries.unwrap_or(DEFAULT),
            is_asked: retries.is_some(),
        }
    }
}

/// Before the first repetition; each further one waits twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// No repetition waits longer.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Bazel's exit codes that say that not the build is at fault, and in which words. Where a build
/// has faults of both kinds (`--keep_going`), Bazel's exit code is that of the surroundings.
///
/// Not among them, as the next attempt would end alike: 1 (an action failed), 2 (flags), 3 (tests;
/// but see [`reason`]), 7 (analysis), 8 (somebody stopped it), 33 (out of memory: the same heap
/// again), 45 (events refused for good), 48 (external dependencies: Bazel itself repeats
/// downloads).
const FAULTS: [(u8, &str); 6] = [
    // The remote system as a whole: not reachable, not configured as the build expects.
    (32, "the remote system could not be used"),
    // A call to the remote executor or cache failed, after Bazel's own repetitions of the call.
    (34, "the remote executor or cache failed"),
    // Files, sandboxes and processes of this machine: often another process's passing work.
    (36, "this machine did not do what Bazel asked of it"),
    // The server crashed, or somebody (the kernel, when memory runs out) killed it.
    (37, "Bazel's server crashed or was killed"),
    // The build is done, its events could not be sent; what Bazel calls transient.
    (38, "the build events could not be written or sent"),
    // The remote cache dropped an output between its mention and its download.
    (39, "the remote cache has lost what it promised"),
];

/// Bazel's exit code when somebody holds its lock and `--noblock_for_lock` is set: who says so
/// wants to know, not to wait, unless they say `--retries` as well.
const LOCK_HELD: (u8, &str) = (9, "another command holds Bazel's lock");

/// What Bazel says where the disk is full: no pause makes it emptier.
const DISK_FULL: [&str; 2] = ["No space left on device", "Disk quota exceeded"];

/// Why a build that ended is worth another attempt; `None` when it is not.
pub fn reason(finished: &Finished, is_asked: bool) -> Option<&'static str> {
    if finished.left.lost_its_place {
        return Some("what held Bazel's lock was stopped, and this build with it");
    }
    if finished.ending.interrupted || is_disk_full(finished) {
        return None;
    }
    let code = finished.ending.exit_code;
    if code == bazel::exit_code::TESTS_FAILED {
        return only_remote_tests_failed(finished).then_some("the remote executor failed tests");
    }
    FAULTS
        .iter()
        .chain(is_asked.then_some(&LOCK_HELD))
        .find(|(fault, _)| *fault == code)
        .map(|(_, reason)| *reason)
}

fn is_disk_full(finished: &Finished) -> bool {
    DISK_FULL
        .iter()
        .any(|said| finished.said.output.contains(said))
}

/// A test that ran and failed is not repeated, whatever else happened.
fn only_remote_tests_failed(finished: &Finished) -> bool {
    let failed = |status| {
        matches!(
            status,
            TestStatus::Failed | TestStatus::Timeout | TestStatus::FailedToBuild
        )
    };
    let tests = &finished.report.tests;
    !tests.iter().any(|test| failed(test.status))
        && tests
            .iter()
            .any(|test| test.status == TestStatus::RemoteFailure)
}

/// Runs `attempt` until it is not worth another one.
///
/// # Errors
/// When an attempt cannot be made.
pub fn repeat(
    printer: &mut Printer,
    policy: Policy,
    mut attempt: impl FnMut(&mut Printer) -> Result<Finished>,
) -> Result<Finished> {
    let mut repeated: Vec<Attempt> = Vec::new();
    let mut pause = FIRST_PAUSE;
    loop {
        let mut finished = attempt(printer)?;
        let number = u32::try_from(repeated.len()).unwrap_or(u32::MAX);
        let reason = reason(&finished, policy.is_asked).filter(|_| number < policy.retries);
        if let Some(reason) = reason {
            let retry = Retry {
                number: number + 1,
                of: policy.retries,
                exit_code: finished.ending.exit_code,
                reason: reason.to_owned(),
                pause_ms: pause.as_secs_f64() * 1000.0,
            };
            announce(printer, &retry, &finished.said.output);
            printer.event(&Event::Retry(retry));
            let goes_on = wait(pause)?;
            repeated.push(Attempt {
                exit_code: finished.ending.exit_code,
                reason,
                elapsed_ms: finished.ending.elapsed_ms,
            });
            if goes_on {
                pause = LONGEST_PAUSE.min(pause * 2);
                continue;
            }
            repeated.pop();
            finished.ending.interrupted = true;
            finished.ending.exit_code = bazel::exit_code::INTERRUPTED;
        }
        finished.repeated = repeated;
        return Ok(finished);
    }
}

fn announce(printer: &mut Printer, retry: &Retry, output: &str) {
    let word = format!("retry {} of {}", retry.number, retry.of);
    let word = printer.paint(Paint::Warning, &word);
    let pause = duration::seconds(retry.pause_ms);
    printer.line(&format!(
        "{word} in {pause}: {} (exit code {})",
        retry.reason, retry.exit_code
    ));
    if let Some(line) = last_words(output) {
        printer.foreign(&format!("  {line}"));
    }
}

/// What Bazel said last that is more than what it just did.
fn last_words(output: &str) -> Option<&str> {
    without_progress(output)
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("INFO:"))
        .last()
}

/// Whether nobody asked to stop meanwhile.
fn wait(pause: Duration) -> Result<bool> {
    let (sender, stopped) = channel();
    let _listening = signals::listen(move || {
        let _ = sender.send(());
    })?;
    Ok(stopped.recv_timeout(pause).is_err())
}

/// Ends a summary with the attempts, where there was more than one.
pub fn print(printer: &mut Printer, repeated: &[Attempt]) {
    if let Some(line) = line(repeated) {
        printer.line(&line);
    }
}

/// `3 attempts; before the last: Bazel's server crashed or was killed (exit code 37, 2 times)`
fn line(repeated: &[Attempt]) -> Option<String> {
    let mut causes: Vec<(&Attempt, usize)> = Vec::new();
    for attempt in repeated {
        match causes.iter_mut().find(|(known, _)| {
            (known.exit_code, known.reason) == (attempt.exit_code, attempt.reason)
        }) {
            Some((_, times)) => *times += 1,
            None => causes.push((attempt, 1)),
        }
    }
    let causes: Vec<String> = causes
        .iter()
        .map(|(attempt, times)| {
            let times = if *times > 1 {
                format!(", {times} times")
            } else {
                String::new()
            };
            format!(
                "{} (exit code {}{times})",
                attempt.reason, attempt.exit_code
            )
        })
        .collect();
    let attempts = repeated.len() + 1;
    (attempts > 1).then(|| {
        format!(
            "{attempts} attempts; before the last: {}",
            causes.join("; ")
        )
    })
}
