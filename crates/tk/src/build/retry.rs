//! Retries builds after infrastructure failures. Only this module decides which failures those are.

use std::sync::mpsc::channel;
use std::time::Duration;

use bep::TestStatus;

use super::finished::{Attempt, Finished};
use crate::error::Result;
use crate::output::{Event, Retry};
use crate::text::duration;
use crate::ui::printer::{Paint, Printer};
use bazel::display::without_progress;
use bazel::registry;
use bazel::signals;

/// The default number of retries.
pub const DEFAULT: u32 = 2;

/// How often to retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The maximum number of retries.
    pub retries: u32,
    /// Whether the user set it.
    pub is_asked: bool,
}

impl Policy {
    /// The policy for the flag's value.
    pub fn of(retries: Option<u32>) -> Self {
        Self {
            retries: retries.unwrap_or(DEFAULT),
            is_asked: retries.is_some(),
        }
    }
}

/// The pause before the first retry; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Bazel's exit codes for infrastructure failures, with a message for each. If a build has failures of
/// both kinds (`--keep_going`), Bazel exits with the code of the infrastructure failure.
///
/// Not in the list, as a retry would fail again: 1 (an action failed), 2 (flags), 3 (tests; but see
/// [`reason`]), 7 (analysis), 8 (interrupted), 33 (out of memory: the heap has the same size again),
/// 45 (events rejected for good), 48 (external dependencies: Bazel itself retries downloads).
const FAULTS: [(u8, &str); 6] = [
    // The remote system as a whole: not reachable, not configured as the build expects.
    (32, "the remote environment failed"),
    // A call to the remote executor or cache failed, after Bazel's own repetitions of the call.
    (34, "the remote executor or cache failed"),
    // Files, sandboxes and processes of this machine: often another process's passing work.
    (36, "this machine's environment failed"),
    // The server crashed, or somebody (the kernel, when memory runs out) killed it.
    (37, "Bazel's server crashed or was killed"),
    // The build is done, its events could not be sent; what Bazel calls transient.
    (38, "the build events could not be written or sent"),
    // The remote cache dropped an output between its mention and its download.
    (39, "the remote cache lost files"),
];

/// Bazel's exit code if its lock is held and `--noblock_for_lock` is set: who sets that flag does not
/// want to wait, unless `--retries` is given as well.
const LOCK_HELD: (u8, &str) = (9, "another command holds Bazel's lock");

/// What Bazel prints if the disk is full: waiting does not help.
const DISK_FULL: [&str; 2] = ["No space left on device", "Disk quota exceeded"];

/// Why to retry a finished build; `None` if it is not worth it.
pub fn reason(finished: &Finished, is_asked: bool) -> Option<&'static str> {
    if finished.left.lost_its_place {
        return Some("the command that held Bazel's lock was stopped, and this build with it");
    }
    if finished.ending.interrupted || is_disk_full(finished) {
        return None;
    }
    // Bazel has tried downloads again itself, for as long as that can help.
    if registry::unreachable(&finished.said.output).is_some() {
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

/// A test that ran and failed is never retried.
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

/// Runs `attempt` until a retry is not worth it.
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

/// Bazel's last message that is not progress.
fn last_words(output: &str) -> Option<&str> {
    without_progress(output)
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("INFO:"))
        .last()
}

/// Waits, and returns whether it was not interrupted.
fn wait(pause: Duration) -> Result<bool> {
    let (sender, stopped) = channel();
    let _listening = signals::listen(move || {
        let _ = sender.send(());
    })?;
    Ok(stopped.recv_timeout(pause).is_err())
}

/// Adds the attempts to a summary, if there was more than one.
pub fn print(printer: &mut Printer, repeated: &[Attempt]) {
    if let Some(line) = line(repeated) {
        printer.line(&line);
    }
}

/// `3 attempts; earlier failures: Bazel's server crashed or was killed (exit code 37, 2 times)`
pub fn line(repeated: &[Attempt]) -> Option<String> {
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
            "{attempts} attempts; earlier failures: {}",
            causes.join("; ")
        )
    })
}
