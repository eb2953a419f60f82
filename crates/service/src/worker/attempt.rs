//! One attempt at a build, from its claim to the last write.

use std::sync::Arc;

use tokio::time::{Instant, sleep};

use super::Worker;
use super::collect::Output;
use super::measure::{self, PhaseTime};
use super::outcome::{Ended, Work};
use super::phases::Phases;
use super::scribe::{Scribe, Write};
use crate::build::{Build, Phase};
use crate::ports::store::{Claim, Fenced};
use crate::ports::{Job, Stop, StopReason, Stopper};
use crate::status::Status;

impl Worker {
    pub(super) async fn attempt(&self, claim: Claim, stopper: &Stopper, stop: Stop) {
        let began = Instant::now();
        let scribe = Scribe::new(
            Arc::clone(&self.ports.store),
            claim.lease.clone(),
            stopper.clone(),
            stop.clone(),
        );
        let job = Job {
            build: claim.build.clone(),
            project: claim.project.clone(),
        };
        tracing::info!(worker = self.id, task = %job.task_id(), attempt = claim.lease.attempt, "begins");
        measure::claimed(&claim, self.ports.clock.now());
        let (work, ended) = if claim.build.cancel_at.is_some() {
            // It was asked to stop, and its worker died before it did.
            (Work::default(), Err(Ended::Stopped(StopReason::Cancelled)))
        } else {
            self.work(&job, &scribe, stopper, stop).await
        };
        let now = self.ports.clock.now();
        let write = match ended {
            Ok(()) => Some(work.clone().complete(&claim, began.elapsed(), now)),
            Err(why) => work.clone().give_up(&claim, why, began.elapsed(), now),
        };
        let Some(write) = write else {
            tracing::warn!(worker = self.id, task = %job.task_id(), attempt = claim.lease.attempt, "has lost its lease");
            measure::lost();
            return;
        };
        if self.close(&scribe, write).await == Some(Fenced::CancelRequested) {
            let cancelled = work.give_up(
                &claim,
                Ended::Stopped(StopReason::Cancelled),
                began.elapsed(),
                now,
            );
            if let Some(write) = cancelled {
                self.close(&scribe, write).await;
            }
        }
    }

    /// Whether the commit may be on the remote: an earlier attempt was last heard of while it pushed; or the build is
    /// older than this worker, and the database may come from a backup that was made before the push.
    fn may_be_pushed(&self, build: &Build) -> bool {
        let is_older = build.spec.auto_push && build.created_at <= self.since;
        is_older || build.phase == Some(Phase::Push)
    }

    async fn close(&self, scribe: &Scribe, write: Write) -> Option<Fenced> {
        let end = match &write {
            Write::Finish(finish) => Some((finish.status, finish.result.duration_ms)),
            _ => None,
        };
        match scribe.write(write).await {
            Ok(fenced) => {
                count(fenced, end);
                let status = end.map_or("given back", |(status, _)| status.as_str());
                tracing::info!(worker = self.id, ?fenced, status, "ends");
                Some(fenced)
            }
            // Nobody hears of this build any more until its lease is over; then it is attempted again.
            Err(error) => {
                tracing::error!(
                    worker = self.id,
                    error = &error as &dyn std::error::Error,
                    "the database refuses the end of a build"
                );
                None
            }
        }
    }

    async fn work(
        &self,
        job: &Job,
        scribe: &Scribe,
        stopper: &Stopper,
        stop: Stop,
    ) -> (Work, Result<(), Ended>) {
        let limits = &job.project.settings.limits;
        let mut phases = Phases {
            ports: &self.ports,
            job,
            scribe,
            stopper,
            stop: stop.clone(),
            output: Output::new(self.settings.flush, limits.output_bytes),
            phase: PhaseTime::default(),
            work: Work::default(),
            may_be_pushed: self.may_be_pushed(&job.build),
            are_kept: false,
            workspace: None,
        };
        let alarm = async {
            sleep(limits.wall_clock()).await;
            stopper.stop(StopReason::WallClock);
            std::future::pending().await
        };
        let ended = tokio::select! {
            ended = phases.run() => ended,
            () = alarm => Ok(()),
        };
        if let Some(workspace) = phases.workspace.take() {
            if ended.is_err() && !phases.are_kept && keeps_artifacts(&stop) {
                phases.keep_artifacts(&workspace).await;
            }
            self.ports.git.discard(job, workspace).await;
        }
        let (tail, is_cut) = phases.output.into_tail();
        phases.work.result.output = tail;
        phases.work.result.truncated = is_cut;
        (phases.work, ended)
    }
}

/// Counts the last write of an attempt: the end of a build with its status and time, or a build that is given back.
fn count(fenced: Fenced, end: Option<(Status, u64)>) {
    match (fenced, end) {
        (Fenced::Written, Some((status, milliseconds))) => {
            measure::ended(status);
            measure::took(milliseconds);
        }
        (Fenced::Written, None) => measure::given_back(),
        (Fenced::Lost, _) => measure::lost(),
        (Fenced::CancelRequested, _) => {}
    }
}

/// Of an attempt that is lost or given back, the next one keeps artifacts.
fn keeps_artifacts(stop: &Stop) -> bool {
    !matches!(
        stop.requested(),
        Some(StopReason::LeaseLost | StopReason::Drain)
    )
}
