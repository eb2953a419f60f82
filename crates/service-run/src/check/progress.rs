//! What of the build events is shown while a check runs.

use std::time::{Duration, Instant};

use bep::readable_label;
use bep::wire::{BuildEvent, Id, Payload};
use redact::terminal;
use service::event::CheckEvent;

/// Progress is shown that often.
const PROGRESS: Duration = Duration::from_millis(250);

/// Bytes of the message of a failed action.
const MESSAGE: usize = 4096;

/// Reduces events.
#[derive(Default)]
pub(super) struct Reduced {
    last: Option<Instant>,
}

impl Reduced {
    /// What is shown of an event.
    pub(super) fn of(&mut self, event: &BuildEvent) -> Option<CheckEvent> {
        let id = event.id.as_ref()?.id.as_ref()?;
        match (id, event.payload.as_ref()?) {
            (_, Payload::Progress(progress)) => self.progress(&progress.stderr),
            (Id::TargetCompleted(id), Payload::Completed(completed)) if id.aspect.is_empty() => {
                Some(CheckEvent::Target {
                    label: readable_label(&id.label),
                    success: completed.success,
                })
            }
            (Id::TestSummary(id), Payload::TestSummary(summary)) => {
                let duration = summary.total_run_duration.as_ref();
                let millis = duration.map_or(summary.total_run_duration_millis, |it| {
                    it.seconds * 1000 + i64::from(it.nanos) / 1_000_000
                });
                Some(CheckEvent::Test {
                    label: readable_label(&id.label),
                    status: status(summary.overall_status).to_owned(),
                    duration_ms: u64::try_from(millis).unwrap_or_default(),
                })
            }
            (Id::ActionCompleted(id), Payload::Action(action)) if !action.success => {
                let detail = action.failure_detail.as_ref();
                let message = detail.map_or("", |detail| detail.message.as_str());
                Some(CheckEvent::ActionFailed {
                    label: readable_label(&id.label),
                    mnemonic: action.r#type.clone(),
                    message: shortened(&terminal::plain(message)),
                })
            }
            _ => None,
        }
    }

    fn progress(&mut self, printed: &str) -> Option<CheckEvent> {
        let is_due = self.last.is_none_or(|last| last.elapsed() >= PROGRESS);
        let (done, total) = is_due.then(|| counted(printed))??;
        self.last = Some(Instant::now());
        Some(CheckEvent::Progress { done, total })
    }
}

/// Bazel's words for the numbers of `TestStatus`.
fn status(number: i32) -> &'static str {
    match number {
        1 => "PASSED",
        2 => "FLAKY",
        3 => "TIMEOUT",
        4 => "FAILED",
        5 => "INCOMPLETE",
        6 => "REMOTE_FAILURE",
        7 => "FAILED_TO_BUILD",
        8 => "TOOL_HALTED_BEFORE_TESTING",
        _ => "NO_STATUS",
    }
}

/// The last `[12 / 1,345]` that Bazel printed.
fn counted(printed: &str) -> Option<(u64, u64)> {
    let number = |text: &str| text.trim().replace(',', "").parse().ok();
    printed.rmatch_indices('[').find_map(|(start, _)| {
        let (inside, _) = printed[start + 1..].split_once(']')?;
        let (done, total) = inside.split_once(" / ")?;
        Some((number(done)?, number(total)?))
    })
}

fn shortened(text: &str) -> String {
    if text.len() <= MESSAGE {
        return text.to_owned();
    }
    let end = (0..=MESSAGE).rev().find(|at| text.is_char_boundary(*at));
    format!("{}...", &text[..end.unwrap_or_default()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_those_that_bazel_printed_last() {
        let printed = "\u{1b}[32m[1 / 7]\u{1b}[0m a\n[1,234 / 5,678] 3 actions\n[x / y] [Sched]";
        assert_eq!(counted(printed), Some((1234, 5678)));
        assert_eq!(counted("Analyzing [no]"), None);
    }

    #[test]
    fn a_long_message_is_cut_between_characters() {
        let cut = shortened(&"ä".repeat(MESSAGE));
        assert!(cut.len() <= MESSAGE + 3 && cut.ends_with("ä..."));
    }
}
