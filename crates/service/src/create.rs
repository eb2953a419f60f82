//! Create-and-build: makes a project's outside, the project and its first build, or none of it.
//!
//! Each step is written before it is done. A process that dies at any point leaves a run that another one takes over when
//! its lease is over: where the build is queued already, everything is done; otherwise every step that was begun is undone,
//! the last one first.

mod run;

use std::sync::Arc;
use std::time::Duration;

use crate::id::ProvisionId;
use crate::ports::store::{Provision, ProvisionState};
use crate::ports::{Plan, ProvisionStep};
use crate::problem::{Problem, ProblemKind};
use crate::start::Intake;
use run::Run;

/// How long a run belongs to its process after each write.
const LEASE: Duration = Duration::from_secs(300);

/// Runs of create-and-build.
#[derive(Clone)]
pub struct Creation {
    /// The way into the queue.
    pub intake: Intake,
    /// The steps before the project is written, in their order.
    pub steps: Vec<Arc<dyn ProvisionStep>>,
}

impl Creation {
    /// Does all steps, or undoes those that it began.
    ///
    /// # Errors
    ///
    /// What is asked for is wrong; or a step failed, and the problem says which and what was undone; or the database fails,
    /// and the run is undone later.
    pub async fn create(&self, plan: Plan) -> Result<(), Problem> {
        self.create_with_lease(plan, LEASE).await
    }

    /// The same, with another lease than the usual one.
    ///
    /// # Errors
    ///
    /// As those of [`Creation::create`].
    pub async fn create_with_lease(&self, plan: Plan, lease: Duration) -> Result<(), Problem> {
        let mut faults = plan.project.settings.faults();
        faults.extend(self.intake.faults(&plan.project, &plan.spec));
        if !faults.is_empty() {
            return Err(Problem::invalid(faults));
        }
        self.refuse_taken(&plan).await?;
        let provision = Provision {
            id: ProvisionId::new(),
            project: plan.project.settings.name.clone(),
            plan: serde_json::to_string(&plan).map_err(|_| Problem::of(ProblemKind::Internal))?,
            state: ProvisionState::Doing,
            begun: 0,
            error: None,
            attempt: 1,
        };
        if !self.intake.store.begin_provision(&provision, lease).await? {
            return Err(Problem::new(
                ProblemKind::InFlight,
                "a project of this name is being made: ask again soon",
            ));
        }
        let mut run = Run {
            creation: self,
            plan,
            provision,
            lease,
        };
        // A run that ended between the first look and the beginning of this one has made it.
        if let Err(problem) = self.refuse_taken(&run.plan).await {
            run.set(ProvisionState::Undone).await?;
            return Err(problem);
        }
        run.finish_or_undo().await
    }

    async fn refuse_taken(&self, plan: &Plan) -> Result<(), Problem> {
        let name = &plan.project.settings.name;
        match self.intake.store.project_named(name).await? {
            None => Ok(()),
            Some(_) => Err(Problem::new(
                ProblemKind::NameTaken,
                format!("there is a project {name}"),
            )),
        }
    }

    /// Takes over runs whose process died, and brings each to an end. Says how many.
    ///
    /// # Errors
    ///
    /// The database fails, or a step cannot be undone now: the rest is done the next time.
    pub async fn recover(&self) -> Result<u32, Problem> {
        self.recover_with_lease(LEASE).await
    }

    /// The same, with another lease than the usual one.
    ///
    /// # Errors
    ///
    /// As those of [`Creation::recover`].
    pub async fn recover_with_lease(&self, lease: Duration) -> Result<u32, Problem> {
        let mut count = 0;
        while let Some(provision) = self.intake.store.claim_provision(lease).await? {
            let plan: Plan = serde_json::from_str(&provision.plan)
                .map_err(|_| Problem::of(ProblemKind::Internal))?;
            let mut run = Run {
                creation: self,
                plan,
                provision,
                lease,
            };
            if run.is_queued().await? {
                run.set(ProvisionState::Done).await?;
            } else {
                run.undo("its process died").await?;
            }
            count += 1;
        }
        Ok(count)
    }
}
