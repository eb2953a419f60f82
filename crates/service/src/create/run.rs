//! One run of create-and-build.

use std::time::Duration;

use tokio::time::timeout;

use super::Creation;
use crate::ports::store::{Added, Provision, ProvisionState};
use crate::ports::{Plan, StepError, StoreError};
use crate::problem::{Problem, ProblemKind};
use crate::start::Asker;

/// How long a step may take: less than the lease, so that nobody undoes it meanwhile.
const STEP: Duration = Duration::from_secs(120);

/// The step that writes the project, behind those of the outside. The build is queued behind it.
const PROJECT: &str = "project";

/// A run that this process owns.
pub(super) struct Run<'a> {
    pub creation: &'a Creation,
    pub plan: Plan,
    pub provision: Provision,
    pub lease: Duration,
}

/// Why a run is undone.
struct Failure {
    step: &'static str,
    problem: Problem,
}

impl Run<'_> {
    pub async fn finish_or_undo(mut self) -> Result<(), Problem> {
        match self.apply_all().await {
            Ok(()) => self.set(ProvisionState::Done).await,
            Err(failure) => {
                // Another process may have queued it: a queued build stays.
                if self.is_queued().await? {
                    return self.set(ProvisionState::Done).await;
                }
                let message = format!("{}: {}", failure.step, failure.problem);
                let undone = self.undo(&message).await?;
                let problem = if failure.problem.status < 500 {
                    failure.problem
                } else {
                    Problem::new(ProblemKind::ProvisioningFailed, message)
                };
                Err(Problem {
                    failed_step: Some(failure.step.to_owned()),
                    undone,
                    ..problem
                })
            }
        }
    }

    async fn apply_all(&mut self) -> Result<(), Failure> {
        for (step, number) in self.creation.steps.iter().zip(1..) {
            let fail = |problem| Failure {
                step: step.name(),
                problem,
            };
            self.begin(number).await.map_err(fail)?;
            let applied = timeout(STEP, step.apply(&self.plan)).await;
            let applied =
                applied.unwrap_or_else(|_| Err(StepError::Passing("it takes too long".to_owned())));
            applied.map_err(|error| {
                fail(Problem::new(
                    ProblemKind::ProvisioningFailed,
                    error.to_string(),
                ))
            })?;
        }
        self.add_project().await.map_err(|problem| Failure {
            step: PROJECT,
            problem,
        })?;
        let asker = Asker {
            token: self.plan.requested_by,
            ..Asker::default()
        };
        let (plan, intake) = (&self.plan, &self.creation.intake);
        let queued = intake
            .queue(&plan.project, plan.task_id, plan.spec.clone(), &asker, None)
            .await;
        queued.map(|_| ()).map_err(|problem| Failure {
            step: "build",
            problem,
        })
    }

    async fn add_project(&mut self) -> Result<(), Problem> {
        self.begin(self.step_of_project()).await?;
        match self
            .creation
            .intake
            .store
            .add_project(&self.plan.project)
            .await?
        {
            Added::Yes => Ok(()),
            Added::NameTaken => {
                // It is another one's: undoing must not look for ours.
                Err(Problem::new(
                    ProblemKind::NameTaken,
                    format!("there is a project {}", self.plan.project.settings.name),
                ))
            }
        }
    }

    fn step_of_project(&self) -> u32 {
        u32::try_from(self.creation.steps.len() + 1).unwrap_or(u32::MAX)
    }

    /// Writes that a step begins. Fails where another process has taken the run over.
    async fn begin(&mut self, number: u32) -> Result<(), Problem> {
        self.provision.begun = number;
        self.write().await
    }

    pub async fn set(&mut self, state: ProvisionState) -> Result<(), Problem> {
        self.provision.state = state;
        self.write().await
    }

    async fn write(&self) -> Result<(), Problem> {
        if self
            .creation
            .intake
            .store
            .write_provision(&self.provision, self.lease)
            .await?
        {
            return Ok(());
        }
        Err(Problem::new(
            ProblemKind::Unavailable,
            "it took too long: another process undoes it",
        ))
    }

    pub async fn is_queued(&self) -> Result<bool, StoreError> {
        self.creation
            .intake
            .store
            .build(self.plan.task_id)
            .await
            .map(|build| build.is_some())
    }

    /// Undoes every step that was begun, and answers their names.
    pub async fn undo(&mut self, why: &str) -> Result<Vec<String>, Problem> {
        self.provision.error = Some(why.to_owned());
        let is_mine = self.set(ProvisionState::Undoing).await.is_ok();
        let mut undone = Vec::new();
        while self.provision.begun > 0 {
            let name = self.undo_last().await?;
            undone.push(name.to_owned());
            self.provision.begun -= 1;
            // Where another process has it, that one writes; what this one began is undone all the same.
            if is_mine {
                self.write().await?;
            }
        }
        if is_mine {
            self.set(ProvisionState::Undone).await?;
        }
        Ok(undone)
    }

    async fn undo_last(&self) -> Result<&'static str, Problem> {
        let index = usize::try_from(self.provision.begun.saturating_sub(1)).unwrap_or(usize::MAX);
        let Some(step) = self.creation.steps.get(index) else {
            // By id: a project of another one with the same name stays.
            self.creation
                .intake
                .store
                .remove_project(self.plan.project.id)
                .await?;
            return Ok(PROJECT);
        };
        let undone = timeout(STEP, step.undo(&self.plan)).await;
        let undone =
            undone.unwrap_or_else(|_| Err(StepError::Passing("it takes too long".to_owned())));
        undone.map(|()| step.name()).map_err(|error| {
            let detail = format!(
                "the step {} cannot be undone now: {error}; it is tried again",
                step.name()
            );
            Problem {
                failed_step: Some(step.name().to_owned()),
                ..Problem::new(ProblemKind::ProvisioningFailed, detail)
            }
        })
    }
}
