//! Asking for builds, stopping and repeating them: what the API does, whatever it is called through.

use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::build::Build;
use crate::id::{TaskId, TokenId};
use crate::notice;
use crate::ports::store::{Cancel, CancelOutcome, IdempotencyKey, NewBuild, Submitted};
use crate::ports::{Callbacks, Clock, Store, StoreError, Templates};
use crate::problem::{FieldError, Problem, ProblemKind};
use crate::project::Project;
use crate::result::BuildResult;
use crate::spec::BuildSpec;
use crate::status::Status;
use crate::worker;

/// Bytes of who asks for a stop, and why.
const REASON: usize = 500;

/// The way into the queue.
#[derive(Clone)]
pub struct Intake {
    /// The queue.
    pub store: Arc<dyn Store>,
    /// Which templates there are.
    pub templates: Arc<dyn Templates>,
    /// Which callbacks are allowed.
    pub callbacks: Arc<dyn Callbacks>,
    /// The time in what is posted.
    pub clock: Arc<dyn Clock>,
}

/// Who asks, and how.
#[derive(Clone, Debug, Default)]
pub struct Asker {
    /// The token; none where the service takes none.
    pub token: Option<TokenId>,
    /// The `Idempotency-Key`.
    pub key: Option<String>,
    /// Builds with a higher number go first.
    pub priority: i32,
}

/// A build that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Its id.
    pub task_id: TaskId,
    /// Whether the same request made it before.
    pub is_again: bool,
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        // What the database says is for the log, not for callers.
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "the database fails"
        );
        match error {
            StoreError::Unavailable { .. } => Self::new(
                ProblemKind::Unavailable,
                "the database cannot do this now: ask again in some seconds",
            ),
            StoreError::Unreadable { .. } | StoreError::Refused { .. } => {
                Self::of(ProblemKind::Internal)
            }
        }
    }
}

impl Intake {
    /// Queues a build.
    ///
    /// # Errors
    ///
    /// The spec is wrong, the key was used for something else, the queue is full, or the database fails.
    pub async fn submit(
        &self,
        project: &Project,
        spec: BuildSpec,
        asker: &Asker,
    ) -> Result<Accepted, Problem> {
        let faults = self.faults(project, &spec);
        if !faults.is_empty() {
            return Err(Problem::invalid(faults));
        }
        self.queue(project, TaskId::new(), spec, asker, None).await
    }

    /// What is wrong with a spec. Nothing is written before there is nothing.
    #[must_use]
    pub fn faults(&self, project: &Project, spec: &BuildSpec) -> Vec<FieldError> {
        let mut faults = spec.faults();
        if let Some(name) = spec
            .template
            .as_deref()
            .or(project.settings.template.as_deref())
        {
            faults.extend(self.templates.check(name, &spec.variables));
        }
        if let Some(url) = &spec.callback_url {
            faults.extend(self.callbacks.check(url, &project.settings.callback_hosts));
        }
        faults
    }

    /// Repeats a build that has ended, with what was asked for then.
    ///
    /// # Errors
    ///
    /// There is no such build, it has not ended, what it asks for is not there any more, or the database fails.
    pub async fn retry(&self, id: TaskId, asker: &Asker) -> Result<Accepted, Problem> {
        let (build, project) = self.find(id).await?;
        if !build.status.is_terminal() {
            return Err(Problem::new(
                ProblemKind::NotEnded,
                format!("it is {}: cancel it, or wait", build.status),
            ));
        }
        let faults = self.faults(&project, &build.spec);
        if !faults.is_empty() {
            return Err(Problem::invalid(faults));
        }
        self.queue(&project, TaskId::new(), build.spec, asker, Some(id))
            .await
    }

    /// Asks a build to stop. Answers its status: `cancelled`, or `running` until its worker has stopped.
    ///
    /// # Errors
    ///
    /// There is no such build, it has ended, it is being pushed, or the database fails.
    pub async fn cancel(
        &self,
        id: TaskId,
        by: &str,
        reason: Option<&str>,
    ) -> Result<Status, Problem> {
        let (build, _) = self.find(id).await?;
        let by: String = match reason {
            Some(reason) => format!("{by}: {reason}").chars().take(REASON).collect(),
            None => by.to_owned(),
        };
        let result = BuildResult {
            error: Some(format!("it was cancelled while it waited, by {by}")),
            ..BuildResult::default()
        };
        let callback = notice::of_end(&build, Status::Cancelled, &result, self.clock.now());
        match self
            .store
            .cancel(
                id,
                &Cancel {
                    by,
                    result,
                    callback,
                },
            )
            .await?
        {
            CancelOutcome::Cancelled => {
                worker::ended(Status::Cancelled);
                Ok(Status::Cancelled)
            }
            CancelOutcome::Requested => Ok(Status::Running),
            CancelOutcome::Ended(status) => {
                Err(Problem::new(ProblemKind::Ended, format!("it is {status}")))
            }
            CancelOutcome::TooLate => Err(Problem::new(
                ProblemKind::TooLate,
                "what is pushed cannot be taken back",
            )),
            CancelOutcome::NotFound => Err(Problem::of(ProblemKind::NotFound)),
        }
    }

    async fn find(&self, id: TaskId) -> Result<(Build, Project), Problem> {
        let build = self
            .store
            .build(id)
            .await?
            .ok_or_else(|| Problem::of(ProblemKind::NotFound))?;
        let project = self
            .store
            .project(build.project_id)
            .await?
            .ok_or_else(|| Problem::of(ProblemKind::NotFound))?;
        Ok((build, project))
    }

    /// Queues a build under an id that is given.
    pub(crate) async fn queue(
        &self,
        project: &Project,
        task_id: TaskId,
        spec: BuildSpec,
        asker: &Asker,
        retry_of: Option<TaskId>,
    ) -> Result<Accepted, Problem> {
        let limits = &project.settings.limits;
        let key = asker
            .key
            .as_ref()
            .map(|key| idempotency_key(asker.token, key, project, &spec, retry_of));
        let build = NewBuild {
            task_id,
            project_id: project.id,
            spec,
            priority: asker.priority,
            delay: Duration::ZERO,
            max_attempts: limits.attempts,
            max_queued: limits.queued,
            requested_by: asker.token,
            retry_of,
        };
        match self.store.submit(&build, key.as_ref()).await? {
            Submitted::Queued(task_id) => {
                worker::queued();
                Ok(Accepted {
                    task_id,
                    is_again: false,
                })
            }
            Submitted::Again(task_id) => Ok(Accepted {
                task_id,
                is_again: true,
            }),
            Submitted::KeyReused => Err(Problem::new(
                ProblemKind::KeyReused,
                "the key was used for another request: use one key for one request",
            )),
            Submitted::QueueFull => Err(Problem::new(
                ProblemKind::QueueFull,
                format!(
                    "{} builds of the project wait, as many as may: ask again later",
                    limits.queued
                ),
            )),
            Submitted::NoProject => Err(Problem::of(ProblemKind::NotFound)),
        }
    }
}

/// The same key of the same token for the same request is the same build.
fn idempotency_key(
    token: Option<TokenId>,
    key: &str,
    project: &Project,
    spec: &BuildSpec,
    retry_of: Option<TaskId>,
) -> IdempotencyKey {
    let request = format!("{} {} {retry_of:?}", project.id, spec.sha256());
    IdempotencyKey {
        scope: token.map(|id| id.to_string()).unwrap_or_default(),
        key: key.to_owned(),
        request_sha256: Sha256::digest(request)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
    }
}

/// What is wrong with an `Idempotency-Key`.
#[must_use]
pub fn fault_of_key(key: &str) -> Option<FieldError> {
    let is_right =
        (1..=255).contains(&key.len()) && key.chars().all(|it| it.is_ascii_graphic() || it == ' ');
    (!is_right).then(|| {
        FieldError::new(
            "Idempotency-Key",
            "is empty, longer than 255 bytes, or not printable ASCII",
        )
    })
}
