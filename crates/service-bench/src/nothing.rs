//! An outside that does nothing, at once: what is measured is the service.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use service::ports::{
    AgentEnd, Artifacts, Check, CodeAgent, Commit, Git, Job, MachineClock, Pushed, Reporter,
    StepError, Stop, Store, Templates, Workspace,
};
use service::result::{Artifact, CheckReport};
use service::spec::Variable;
use service::worker::Ports;
use service::{FieldError, TaskId};

/// Does nothing.
pub struct Nothing;

/// A worker's ports, of which the store is real.
pub fn ports(store: Arc<dyn Store>) -> Ports {
    let nothing = Arc::new(Nothing);
    Ports {
        store,
        agent: Arc::clone(&nothing) as _,
        git: Arc::clone(&nothing) as _,
        check: Arc::clone(&nothing) as _,
        templates: Arc::clone(&nothing) as _,
        artifacts: nothing,
        clock: Arc::new(MachineClock),
    }
}

#[async_trait]
impl CodeAgent for Nothing {
    async fn run(
        &self,
        _: &Job,
        _: &Workspace,
        _: &str,
        _: &Reporter,
        _: Stop,
    ) -> Result<AgentEnd, StepError> {
        Ok(AgentEnd {
            success: true,
            message: None,
        })
    }
}

#[async_trait]
impl Git for Nothing {
    async fn prepare(&self, _: &Job, _: Stop) -> Result<Workspace, StepError> {
        Ok(Workspace {
            folder: PathBuf::new(),
            base: None,
        })
    }

    async fn changes(&self, _: &Job, _: &Workspace) -> Result<Vec<String>, StepError> {
        Ok(Vec::new())
    }

    async fn commit(&self, _: &Job, _: &Workspace) -> Result<Option<Commit>, StepError> {
        Ok(None)
    }

    async fn push(&self, _: &Job, _: &Workspace, _: &Commit) -> Result<Pushed, StepError> {
        Err(StepError::Final("nothing is pushed".to_owned()))
    }

    async fn find_pushed(&self, _: &Job) -> Result<Option<Pushed>, StepError> {
        Ok(None)
    }

    async fn discard(&self, _: &Job, _: Workspace) {}
}

#[async_trait]
impl Check for Nothing {
    async fn run(
        &self,
        _: &Job,
        _: &Workspace,
        _: &Reporter,
        _: Stop,
    ) -> Result<CheckReport, StepError> {
        Ok(CheckReport::default())
    }
}

#[async_trait]
impl Templates for Nothing {
    fn check(&self, _: &str, _: &BTreeMap<String, Variable>) -> Vec<FieldError> {
        Vec::new()
    }

    async fn apply(
        &self,
        _: &str,
        _: &BTreeMap<String, Variable>,
        _: &Workspace,
    ) -> Result<(), StepError> {
        Ok(())
    }
}

#[async_trait]
impl Artifacts for Nothing {
    async fn keep(&self, _: &Job, _: &Workspace) -> Result<Vec<Artifact>, StepError> {
        Ok(Vec::new())
    }

    async fn find(&self, _: TaskId, _: &str) -> Option<PathBuf> {
        None
    }
}
