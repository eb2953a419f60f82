//! What happens to a build, one numbered event after the other.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::build::Phase;
use crate::id::TaskId;
use crate::status::Status;
use crate::timestamp::Timestamp;

/// One event of a build. Numbers start at 1 and have no gaps, so a reader continues behind the last one that it has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Event {
    /// The build.
    pub task_id: TaskId,
    /// Its number.
    pub seq: u64,
    /// When it was written, by the clock of the store.
    pub at: Timestamp,
    /// The attempt that it belongs to; 0 before the first claim.
    pub attempt: u32,
    /// What happened.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What happened: in JSON `kind` and `data`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
pub enum EventKind {
    /// The build waits.
    Queued {
        /// Not before this time.
        run_at: Timestamp,
    },
    /// A worker took it.
    Claimed {
        /// Which one.
        worker: String,
    },
    /// The worker begins with the next part of the work.
    Phase {
        /// Which one.
        phase: Phase,
    },
    /// The agent or a check printed something. One event for each 250 ms or 16 KiB.
    Output {
        /// Who printed it.
        stream: Stream,
        /// What was printed, with secrets masked and without what is not UTF-8.
        text: String,
    },
    /// The check built or tested something.
    Check(CheckEvent),
    /// The changes are a commit.
    Commit {
        /// Its name.
        sha: String,
        /// How many files it changes.
        files: u32,
    },
    /// The commit is on the remote.
    Pushed {
        /// Its name.
        sha: String,
        /// Where it is.
        reference: String,
    },
    /// The attempt is given back; another one follows.
    Retry {
        /// Why it was given back.
        reason: String,
        /// Not before this time.
        run_at: Timestamp,
    },
    /// A worker was not heard of for longer than its lease.
    LeaseLost {
        /// Which one.
        worker: String,
    },
    /// Somebody asked for the build to stop.
    CancelRequested {
        /// Who, and why.
        by: String,
    },
    /// The build has ended: the last event.
    End {
        /// How it ended.
        status: Status,
        /// Why it did not complete.
        error: Option<String>,
    },
}

/// Who printed something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stream {
    /// The agent's standard output.
    Stdout,
    /// The agent's standard error.
    Stderr,
    /// What `tk` printed.
    Check,
    /// The service itself.
    Service,
}

/// What a check built or tested, reduced from Bazel's build events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum CheckEvent {
    /// How far it is.
    Progress {
        /// Actions that are done.
        done: u64,
        /// Actions that are known of.
        total: u64,
    },
    /// A target was built, or not.
    Target {
        /// Which one.
        label: String,
        /// Whether it was.
        success: bool,
    },
    /// A test ended.
    Test {
        /// Which one.
        label: String,
        /// Bazel's word: `PASSED`, `FAILED`, `TIMEOUT`, ...
        status: String,
        /// How long it took.
        duration_ms: u64,
    },
    /// An action failed.
    ActionFailed {
        /// The target that it belongs to.
        label: String,
        /// What kind of action.
        mnemonic: String,
        /// What it printed, shortened.
        message: String,
    },
    /// The check has ended.
    Report {
        /// Whether everything passed.
        passed: bool,
        /// Tests that passed.
        tests_passed: u32,
        /// Tests that did not.
        tests_failed: u32,
    },
}

impl EventKind {
    /// Its word in JSON: `kind`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Queued { .. } => "queued",
            Self::Claimed { .. } => "claimed",
            Self::Phase { .. } => "phase",
            Self::Output { .. } => "output",
            Self::Check(_) => "check",
            Self::Commit { .. } => "commit",
            Self::Pushed { .. } => "pushed",
            Self::Retry { .. } => "retry",
            Self::LeaseLost { .. } => "lease_lost",
            Self::CancelRequested { .. } => "cancel_requested",
            Self::End { .. } => "end",
        }
    }

    /// What the store keeps beside the name: `data` of its JSON.
    #[must_use]
    pub fn data(&self) -> String {
        // No event has a map whose keys are not texts, which is all that serde_json refuses.
        let mut json = serde_json::to_value(self).unwrap_or_default();
        json["data"].take().to_string()
    }

    /// The event of a name and its data.
    ///
    /// # Errors
    ///
    /// The row is none that this version writes.
    pub fn of(name: &str, data: &str) -> Result<Self, serde_json::Error> {
        let data: serde_json::Value = serde_json::from_str(data)?;
        serde_json::from_value(serde_json::json!({"kind": name, "data": data}))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<EventKind> {
        let at = Timestamp(5);
        let text = || "x".to_owned();
        vec![
            EventKind::Queued { run_at: at },
            EventKind::Claimed { worker: text() },
            EventKind::Phase {
                phase: Phase::Agent,
            },
            EventKind::Output {
                stream: Stream::Stdout,
                text: "a\0\u{1b}[1m".to_owned(),
            },
            EventKind::Check(CheckEvent::Progress { done: 1, total: 2 }),
            EventKind::Commit {
                sha: text(),
                files: 3,
            },
            EventKind::Pushed {
                sha: text(),
                reference: text(),
            },
            EventKind::Retry {
                reason: text(),
                run_at: at,
            },
            EventKind::LeaseLost { worker: text() },
            EventKind::CancelRequested { by: text() },
            EventKind::End {
                status: Status::Failed,
                error: Some(text()),
            },
        ]
    }

    #[test]
    fn events_in_json() {
        let lines: Vec<String> = all()
            .into_iter()
            .map(|kind| format!("{} {}", kind.name(), kind.data()))
            .collect();
        insta::assert_snapshot!(lines.join("\n"), @r#"
        queued {"run_at":5}
        claimed {"worker":"x"}
        phase {"phase":"agent"}
        output {"stream":"stdout","text":"a\u0000\u001b[1m"}
        check {"done":1,"total":2,"what":"progress"}
        commit {"files":3,"sha":"x"}
        pushed {"reference":"x","sha":"x"}
        retry {"reason":"x","run_at":5}
        lease_lost {"worker":"x"}
        cancel_requested {"by":"x"}
        end {"error":"x","status":"failed"}
        "#);
    }

    #[test]
    fn what_is_stored_is_read_again() {
        for kind in all() {
            assert_eq!(EventKind::of(kind.name(), &kind.data()).unwrap(), kind);
            assert!(
                !kind.data().contains('\0'),
                "PostgreSQL has no NUL in a text"
            );
            let event = Event {
                task_id: TaskId::new(),
                seq: 1,
                at: Timestamp(2),
                attempt: 1,
                kind,
            };
            let json = serde_json::to_string(&event).unwrap();
            assert_eq!(serde_json::from_str::<Event>(&json).unwrap(), event);
        }
        assert!(EventKind::of("later", "{}").is_err());
    }
}
