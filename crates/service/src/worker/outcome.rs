//! How an attempt ends, and what is written for it.

use std::time::Duration;

use super::scribe::Write;
use crate::event::EventKind;
use crate::notice;
use crate::ports::store::{Claim, Finish, GiveBack};
use crate::ports::{Pushed, StepError, StopReason};
use crate::result::{BuildResult, CheckReport};
use crate::retry;
use crate::status::Status;
use crate::timestamp::Timestamp;

/// What came of the work so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Work {
    pub(super) result: BuildResult,
    pub(super) pushed: Option<Pushed>,
}

/// Why an attempt does not complete its build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// Another attempt would end the same way.
    Failed(String),
    /// Another attempt may do it.
    Passing(String),
    /// It was asked to stop.
    Stopped(StopReason),
}

impl From<StepError> for Ended {
    fn from(error: StepError) -> Self {
        match error {
            StepError::Final(message) => Self::Failed(message),
            StepError::Passing(message) => Self::Passing(message),
            // Who stopped it says why: see `phases`.
            StepError::Stopped => {
                Self::Passing("it stopped without having been asked to".to_owned())
            }
        }
    }
}

impl Work {
    /// Takes over what a check said.
    pub(super) fn checked(&mut self, report: CheckReport) {
        self.result.check = Some(report);
    }

    /// The commit is on the remote.
    pub(super) fn pushed(&mut self, pushed: Pushed) {
        self.result.commit_sha = Some(pushed.commit.sha.clone());
        self.result
            .files_changed
            .clone_from(&pushed.commit.files_changed);
        self.result.pushed_to = Some(pushed.reference.clone());
        self.pushed = Some(pushed);
    }

    /// The end of a build whose work is done.
    pub(super) fn complete(mut self, claim: &Claim, took: Duration, now: Timestamp) -> Write {
        self.result.success = true;
        self.end(claim, Status::Completed, took, now)
    }

    /// What is written where the work is not done; nothing where the lease is lost.
    pub(super) fn give_up(
        mut self,
        claim: &Claim,
        why: Ended,
        took: Duration,
        now: Timestamp,
    ) -> Option<Write> {
        let limits = &claim.project.settings.limits;
        let (status, error) = match why {
            Ended::Stopped(StopReason::LeaseLost) => return None,
            Ended::Stopped(StopReason::Drain) => {
                return Some(given_back(
                    "the worker stops".to_owned(),
                    Duration::ZERO,
                    false,
                ));
            }
            Ended::Stopped(StopReason::Cancelled) => {
                (Status::Cancelled, "it was cancelled".to_owned())
            }
            Ended::Stopped(StopReason::WallClock) => (
                Status::Failed,
                format!("it took longer than {} s", limits.wall_clock_s),
            ),
            Ended::Stopped(StopReason::OutputLimit) => (
                Status::Failed,
                format!("it printed more than {} bytes", limits.output_bytes),
            ),
            Ended::Failed(message) => (Status::Failed, message),
            Ended::Passing(message) if claim.build.attempt < claim.build.max_attempts => {
                let delay = retry::after_attempt(claim.build.attempt, &mut fastrand::Rng::new());
                return Some(given_back(message, delay, true));
            }
            Ended::Passing(message) => (
                Status::Failed,
                format!(
                    "{message} (attempt {} of {})",
                    claim.build.attempt, claim.build.max_attempts
                ),
            ),
        };
        self.result.error = Some(error);
        Some(self.end(claim, status, took, now))
    }

    fn end(mut self, claim: &Claim, status: Status, took: Duration, now: Timestamp) -> Write {
        let duration = claim.running_for + took;
        self.result.duration_ms = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        let pushed = self.pushed.map(|pushed| EventKind::Pushed {
            sha: pushed.commit.sha,
            reference: pushed.reference,
        });
        Write::Finish(Box::new(Finish {
            status,
            callback: notice::of_end(&claim.build, status, &self.result, now),
            result: self.result,
            events: pushed.into_iter().collect(),
        }))
    }
}

fn given_back(reason: String, delay: Duration, counts: bool) -> Write {
    Write::GiveBack(GiveBack {
        reason,
        delay,
        counts,
    })
}
