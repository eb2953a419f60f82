//! What the API needs of the outside: templates, steps of create-and-build, and one file that is kept.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use service::ports::{Artifacts, Job, Plan, ProvisionStep, StepError, Templates, Workspace};
use service::result::Artifact;
use service::spec::Variable;
use service::{FieldError, TaskId};

/// The outside of the API.
pub struct Outside {
    pub folder: PathBuf,
    /// What the steps of create-and-build did, in order.
    pub steps: Mutex<Vec<String>>,
    /// Who holds it holds up all steps.
    pub gate: tokio::sync::Mutex<()>,
}

/// A step of create-and-build.
pub fn step(name: &'static str, outside: &Arc<Outside>) -> Arc<dyn ProvisionStep> {
    let outside = Arc::clone(outside);
    Arc::new(Step { name, outside })
}

#[async_trait]
impl Templates for Outside {
    fn check(&self, name: &str, _: &BTreeMap<String, Variable>) -> Vec<FieldError> {
        let is_known = name == "service";
        if is_known {
            Vec::new()
        } else {
            vec![FieldError::new("template", "is not there")]
        }
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
impl Artifacts for Outside {
    async fn keep(&self, _: &Job, _: &Workspace) -> Result<Vec<Artifact>, StepError> {
        Ok(Vec::new())
    }

    async fn find(&self, _: TaskId, _: &str) -> Option<PathBuf> {
        Some(self.folder.join("artifact")).filter(|path| path.exists())
    }
}

struct Step {
    name: &'static str,
    outside: Arc<Outside>,
}

impl Step {
    fn note(&self, what: &str) {
        self.outside
            .steps
            .lock()
            .unwrap()
            .push(format!("{what} {}", self.name));
    }
}

#[async_trait]
impl ProvisionStep for Step {
    fn name(&self) -> &'static str {
        self.name
    }

    async fn apply(&self, plan: &Plan) -> Result<(), StepError> {
        self.note("apply");
        drop(self.outside.gate.lock().await);
        // So that two requests at once are at once.
        tokio::time::sleep(Duration::from_millis(50)).await;
        if plan.spec.prompt == format!("fail in {}", self.name) {
            return Err(StepError::Final("the forge says no".to_owned()));
        }
        Ok(())
    }

    async fn undo(&self, _: &Plan) -> Result<(), StepError> {
        self.note("undo");
        Ok(())
    }
}
