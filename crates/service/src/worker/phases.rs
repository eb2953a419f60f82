//! The work of an attempt, phase by phase. Each is written before it has an effect outside of the database.

use std::future::Future;

use tokio::sync::mpsc;

use super::Ports;
use super::collect::Output;
use super::measure::PhaseTime;
use super::outcome::{Ended, Work};
use super::scribe::{Scribe, Write};
use crate::build::{Build, Phase};
use crate::event::EventKind;
use crate::ports::store::Fenced;
use crate::ports::{
    Commit, Job, Reporter, StepError, Stop, StopReason, Stopper, StoreError, Workspace,
};
use crate::result::CheckReport;

/// What the phases of one attempt have in common.
pub(super) struct Phases<'a> {
    pub(super) ports: &'a Ports,
    pub(super) job: &'a Job,
    pub(super) scribe: &'a Scribe,
    pub(super) stopper: &'a Stopper,
    pub(super) stop: Stop,
    pub(super) output: Output,
    pub(super) phase: PhaseTime,
    pub(super) work: Work,
    /// Whether the commit of an earlier attempt may be on the remote.
    pub(super) may_be_pushed: bool,
    /// Whether artifacts are kept already.
    pub(super) are_kept: bool,
    /// Removed at the end, whatever it is.
    pub(super) workspace: Option<Workspace>,
}

impl Phases<'_> {
    /// All of them.
    pub(super) async fn run(&mut self) -> Result<(), Ended> {
        if self.was_pushed_before().await? {
            return Ok(());
        }
        if let Some(why) = exhausted(&self.job.build) {
            return Err(why);
        }
        self.enter(Phase::Workspace).await?;
        let workspace = self.prepare().await?;
        self.enter(Phase::Agent).await?;
        self.ask_agent(&workspace, &self.job.build.spec.prompt.clone())
            .await?;
        self.check_with_rounds(&workspace).await?;
        let files = self.ports.git.changes(self.job, &workspace).await;
        self.work.result.files_changed = self.outcome(files)?;
        self.keep_artifacts(&workspace).await;
        if self.job.build.spec.auto_commit {
            self.commit_and_push(&workspace).await?;
        }
        Ok(())
    }

    async fn was_pushed_before(&mut self) -> Result<bool, Ended> {
        if !self.may_be_pushed {
            return Ok(false);
        }
        let found = self.ports.git.find_pushed(self.job).await;
        let pushed = self.outcome(found)?;
        let is_there = pushed.is_some();
        if let Some(pushed) = pushed {
            self.work.pushed(pushed);
        }
        Ok(is_there)
    }

    async fn prepare(&mut self) -> Result<Workspace, Ended> {
        let prepared = self.ports.git.prepare(self.job, self.stop.clone()).await;
        let workspace = self.outcome(prepared)?;
        self.workspace = Some(workspace.clone());
        if let Some(name) = self.job.template() {
            let applied = self
                .ports
                .templates
                .apply(name, &self.job.build.spec.variables, &workspace)
                .await;
            self.outcome(applied)?;
        }
        Ok(workspace)
    }

    async fn ask_agent(&mut self, workspace: &Workspace, prompt: &str) -> Result<(), Ended> {
        let (reporter, reports) = Reporter::new();
        let (ports, job, stop) = (self.ports, self.job, self.stop.clone());
        let run = async move {
            ports
                .agent
                .run(job, workspace, prompt, &reporter, stop)
                .await
        };
        let ended = self.reporting(run, reports).await?;
        let end = self.outcome(ended)?;
        // An agent that was killed as it was asked to has not failed.
        self.go_on()?;
        if end.success {
            return Ok(());
        }
        // What an agent says of itself would be the same the next time.
        Err(Ended::Failed(format!(
            "the agent failed: {}",
            end.message.as_deref().unwrap_or("it does not say why")
        )))
    }

    /// Checks; while that fails, tells the agent what failed and checks again, as often as the project says.
    async fn check_with_rounds(&mut self, workspace: &Workspace) -> Result<(), Ended> {
        let settings = &self.job.project.settings;
        if settings.check_targets.is_empty() {
            return Ok(());
        }
        for round in 0..=settings.limits.check_rounds {
            self.enter(Phase::Check).await?;
            let report = CheckReport {
                rounds: round,
                ..self.check(workspace).await?
            };
            let failures = report.failures.join("\n\n");
            let passed = report.passed;
            self.work.checked(report);
            if passed {
                return Ok(());
            }
            if round < settings.limits.check_rounds {
                self.enter(Phase::Agent).await?;
                self.ask_agent(workspace, &repair(&self.job.build.spec.prompt, &failures))
                    .await?;
            }
        }
        let files = self.ports.git.changes(self.job, workspace).await;
        self.work.result.files_changed = self.outcome(files)?;
        Err(Ended::Failed("the check failed".to_owned()))
    }

    async fn check(&mut self, workspace: &Workspace) -> Result<CheckReport, Ended> {
        let (reporter, reports) = Reporter::new();
        let (ports, job, stop) = (self.ports, self.job, self.stop.clone());
        let run = async move { ports.check.run(job, workspace, &reporter, stop).await };
        let checked = self.reporting(run, reports).await?;
        let report = self.outcome(checked)?;
        // One that was killed as it was asked to has found nothing.
        self.go_on()?;
        Ok(report)
    }

    async fn commit_and_push(&mut self, workspace: &Workspace) -> Result<(), Ended> {
        self.enter(Phase::Commit).await?;
        let committed = self.ports.git.commit(self.job, workspace).await;
        let Some(commit) = self.outcome(committed)? else {
            return Ok(());
        };
        self.work.result.commit_sha = Some(commit.sha.clone());
        self.work
            .result
            .files_changed
            .clone_from(&commit.files_changed);
        self.write(Write::Append(vec![committed_event(&commit)]))
            .await?;
        if self.job.build.spec.auto_push {
            self.enter(Phase::Push).await?;
            let pushed = self.ports.git.push(self.job, workspace, &commit).await;
            let pushed = self.outcome(pushed)?;
            self.work.pushed(pushed);
        }
        Ok(())
    }

    /// Keeps what there is, also of a build that fails. Without it the build is what it is.
    pub(super) async fn keep_artifacts(&mut self, workspace: &Workspace) {
        match self.ports.artifacts.keep(self.job, workspace).await {
            Ok(artifacts) => {
                self.work.result.artifacts = artifacts;
                self.are_kept = true;
            }
            Err(error) => {
                tracing::warn!(task = %self.job.task_id(), error = &error as &dyn std::error::Error, "artifacts are not kept");
            }
        }
    }

    async fn enter(&mut self, phase: Phase) -> Result<(), Ended> {
        self.phase.enter(phase);
        self.write(Write::Enter(phase)).await
    }

    async fn write(&mut self, write: Write) -> Result<(), Ended> {
        match self.scribe.write(write).await {
            Ok(Fenced::Written) => self.go_on(),
            Ok(Fenced::CancelRequested) => Err(Ended::Stopped(StopReason::Cancelled)),
            Ok(Fenced::Lost) => Err(Ended::Stopped(StopReason::LeaseLost)),
            Err(error) => Err(refused(&error)),
        }
    }

    /// Whether nobody asked to stop. What is being pushed goes on.
    fn go_on(&self) -> Result<(), Ended> {
        self.stop
            .requested()
            .map_or(Ok(()), |reason| Err(Ended::Stopped(reason)))
    }

    /// Of a port that was stopped, the reason counts and not what it says.
    fn outcome<T>(&self, outcome: Result<T, StepError>) -> Result<T, Ended> {
        outcome.map_err(|error| match self.stop.requested() {
            Some(reason) => Ended::Stopped(reason),
            None => error.into(),
        })
    }

    /// Runs a port, and writes what it reports meanwhile.
    async fn reporting<T>(
        &mut self,
        run: impl Future<Output = T>,
        reports: mpsc::Receiver<EventKind>,
    ) -> Result<T, Ended> {
        let collect = self.output.collect(reports, self.scribe, self.stopper);
        let (ended, collected) = tokio::join!(run, collect);
        collected.map_err(|error| refused(&error))?;
        Ok(ended)
    }
}

/// A build whose workers died too often. Whether its commit is pushed is looked at before.
fn exhausted(build: &Build) -> Option<Ended> {
    let tries = build.attempt.saturating_sub(1);
    (build.attempt > build.max_attempts).then(|| {
        Ended::Failed(format!(
            "its worker was lost {tries} times; it is not attempted any more"
        ))
    })
}

fn committed_event(commit: &Commit) -> EventKind {
    EventKind::Commit {
        sha: commit.sha.clone(),
        files: u32::try_from(commit.files_changed.len()).unwrap_or(u32::MAX),
    }
}

fn refused(error: &StoreError) -> Ended {
    tracing::error!(
        error = error as &dyn std::error::Error,
        "the database refuses a write"
    );
    Ended::Failed("the service has a fault: its database refuses what the build reports".to_owned())
}

fn repair(prompt: &str, failures: &str) -> String {
    format!(
        "{prompt}\n\nYou have worked on this already. The check of your work failed; repair it:\n\n{failures}\n"
    )
}
