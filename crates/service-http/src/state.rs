//! What the API works with.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use service::ports::{Artifacts, ProvisionStep, Stop, Store};
use service::start::Intake;
use service::token::Scope;
use service::{Build, ProblemKind, Project, TaskId};

use crate::access::{Access, Caller};
use crate::failure::{Answer, Failure};
use crate::metrics::Metrics;
use crate::rates::{Rate, Rates};
use crate::site::Site;

/// What the API works with.
#[derive(Clone)]
pub struct Api {
    /// The way into the queue, with the store.
    pub intake: Intake,
    /// The steps of create-and-build before the project is written.
    pub steps: Vec<Arc<dyn ProvisionStep>>,
    /// What is kept of builds.
    pub artifacts: Arc<dyn Artifacts>,
    /// Who may call.
    pub access: Access,
    /// How often.
    pub rate: Rate,
    /// What `/metrics` shows.
    pub metrics: Metrics,
    /// How fast streams are.
    pub pace: StreamPace,
    /// The page for people, if there is one.
    pub site: Option<Arc<Site>>,
    /// Ends streams and refuses new builds, so that the service can stop.
    pub stop: Stop,
}

/// How fast streams are.
#[derive(Clone, Copy, Debug)]
pub struct StreamPace {
    /// How often the store is asked where it does not tell: another process may have written.
    pub poll: Duration,
    /// How often something is sent where nothing happens, so that no proxy takes the connection for dead.
    pub heartbeat: Duration,
    /// How long a reader that takes nothing is waited for.
    pub patience: Duration,
}

impl Default for StreamPace {
    fn default() -> Self {
        Self {
            poll: Duration::from_millis(500),
            heartbeat: Duration::from_secs(10),
            patience: Duration::from_secs(30),
        }
    }
}

/// The state of all handlers.
#[derive(Clone)]
pub(crate) struct Shared(Arc<Inner>);

pub(crate) struct Inner {
    api: Api,
    pub rates: Rates,
    /// What `/openapi.json` shows.
    pub description: String,
}

impl Deref for Inner {
    type Target = Api;

    fn deref(&self) -> &Api {
        &self.api
    }
}

impl Deref for Shared {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Shared {
    pub fn new(api: Api, description: String) -> Self {
        let rates = Rates::new(api.rate);
        Self(Arc::new(Inner {
            api,
            rates,
            description,
        }))
    }

    pub fn store(&self) -> &dyn Store {
        &*self.intake.store
    }

    pub fn refuse_while_stopping(&self) -> Answer<()> {
        match self.stop.requested() {
            None => Ok(()),
            Some(_) => Err(Failure::new(
                ProblemKind::Unavailable,
                "the service is stopping: ask again soon",
            )),
        }
    }

    /// A project by its id or name, if the caller may see it.
    pub async fn project(&self, text: &str, caller: &Caller, scope: Scope) -> Answer<Project> {
        let found = match text.parse() {
            Ok(id) => self.store().project(id).await?,
            Err(_) => self.store().project_named(text).await?,
        };
        let project = found.ok_or_else(|| Failure::of(ProblemKind::NotFound))?;
        caller.permit(scope, Some(project.id))?;
        Ok(project)
    }

    /// A build by its id, if the caller may see it.
    pub async fn build(&self, text: &str, caller: &Caller, scope: Scope) -> Answer<Build> {
        let missing = || Failure::of(ProblemKind::NotFound);
        let id: TaskId = text.parse().map_err(|_| missing())?;
        let build = self.store().build(id).await?.ok_or_else(missing)?;
        caller.permit(scope, Some(build.project_id))?;
        Ok(build)
    }
}
