//! The outside of a worker, as a prompt says: the agent and git of these tests. The queue and the processes are real.
//!
//! A prompt is words: `print:N` prints N lines, `sleep:MS` waits, `process:S` runs a real program that long (in the first
//! attempt), `deaf:MS` waits and does not listen, `dies:MS` waits and says that it failed if it is
//! stopped, `panic` panics (in the first attempt), `fail` fails, `passing:N` fails in
//! the first N attempts for a reason that passes, `check-fails:N` fails the first N checks, `push-passing:N` fails the
//! first N pushes. Without words it succeeds at once.

#![allow(dead_code, reason = "each test uses what it needs")]

mod scripted;
mod words;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use service::ports::store::CallbackMessage;
use service::ports::{
    AgentEnd, Artifacts, Callbacks, Check, CodeAgent, Commit, Delivery, Git, Job, MachineClock,
    Pushed, Reporter, StepError, Stop, Store, Templates, Workspace,
};
use service::result::{Artifact, CheckReport};
use service::spec::Variable;
use service::worker::{Ports, Settings};
use service::{FieldError, Project, ProjectId, TaskId};

/// The remote is a folder with a file for each commit that was pushed.
pub struct Outside {
    pub remote: PathBuf,
    /// What was asked of the outside, in order.
    pub calls: Mutex<Vec<String>>,
    /// What the agent was told.
    pub prompts: Mutex<Vec<String>>,
    checks: Mutex<u32>,
    pushes: Mutex<u32>,
}

impl Outside {
    pub fn new(remote: &Path) -> Arc<Self> {
        Arc::new(Self {
            remote: remote.to_owned(),
            calls: Mutex::default(),
            prompts: Mutex::default(),
            checks: Mutex::default(),
            pushes: Mutex::default(),
        })
    }

    /// A worker's ports.
    pub fn ports(self: &Arc<Self>, store: Arc<dyn Store>) -> Ports {
        Ports {
            store,
            agent: Arc::clone(self) as _,
            git: Arc::clone(self) as _,
            check: Arc::clone(self) as _,
            templates: Arc::clone(self) as _,
            artifacts: Arc::clone(self) as _,
            clock: Arc::new(MachineClock),
        }
    }

    fn called(&self, what: &str, job: &Job) {
        self.calls
            .lock()
            .unwrap()
            .push(format!("{what} {}", job.build.attempt));
    }

    fn pushed(&self, task: TaskId) -> PathBuf {
        self.remote.join(format!("{task}.pushed"))
    }
}

/// A worker that is fast enough for tests.
pub fn settings(name: &str) -> Settings {
    Settings {
        name: name.to_owned(),
        slots: 4,
        lease: Duration::from_millis(3000),
        beat: Duration::from_millis(150),
        poll: Duration::from_millis(20),
        drain: Duration::from_millis(200),
        flush: Duration::from_millis(10),
    }
}

/// The commit of a build: the same in each attempt.
pub fn commit_of(task: TaskId) -> Commit {
    Commit {
        sha: format!("sha-{task}"),
        files_changed: vec!["a.txt".to_owned()],
    }
}

#[async_trait]
impl CodeAgent for Outside {
    async fn run(
        &self,
        job: &Job,
        _: &Workspace,
        prompt: &str,
        reporter: &Reporter,
        stop: Stop,
    ) -> Result<AgentEnd, StepError> {
        self.called("agent", job);
        self.prompts.lock().unwrap().push(prompt.to_owned());
        scripted::run(&self.remote, job, prompt, reporter, stop).await
    }
}

#[async_trait]
impl Git for Outside {
    async fn prepare(&self, job: &Job, _: Stop) -> Result<Workspace, StepError> {
        self.called("prepare", job);
        Ok(Workspace {
            folder: self.remote.clone(),
            base: None,
        })
    }

    async fn changes(&self, job: &Job, _: &Workspace) -> Result<Vec<String>, StepError> {
        Ok(commit_of(job.task_id()).files_changed)
    }

    async fn commit(&self, job: &Job, _: &Workspace) -> Result<Option<Commit>, StepError> {
        self.called("commit", job);
        Ok(Some(commit_of(job.task_id())))
    }

    async fn push(&self, job: &Job, _: &Workspace, commit: &Commit) -> Result<Pushed, StepError> {
        self.called("push", job);
        let mut pushes = self.pushes.lock().unwrap();
        *pushes += 1;
        if *pushes <= words::number(&job.build.spec.prompt, "push-passing:") {
            return Err(StepError::Passing("the remote does not answer".to_owned()));
        }
        drop(pushes);
        std::fs::write(self.pushed(job.task_id()), &commit.sha).unwrap();
        Ok(Pushed {
            commit: commit.clone(),
            reference: job.project.settings.push_ref(),
        })
    }

    async fn find_pushed(&self, job: &Job) -> Result<Option<Pushed>, StepError> {
        self.called("find", job);
        let is_there = self.pushed(job.task_id()).exists();
        Ok(is_there.then(|| Pushed {
            commit: commit_of(job.task_id()),
            reference: job.project.settings.push_ref(),
        }))
    }

    async fn discard(&self, job: &Job, _: Workspace) {
        self.called("discard", job);
    }
}

#[async_trait]
impl Check for Outside {
    async fn run(
        &self,
        job: &Job,
        _: &Workspace,
        _: &Reporter,
        _: Stop,
    ) -> Result<CheckReport, StepError> {
        self.called("check", job);
        let mut checks = self.checks.lock().unwrap();
        *checks += 1;
        let passed = *checks > words::number(&job.build.spec.prompt, "check-fails:");
        let failures = if passed {
            Vec::new()
        } else {
            vec![format!("//a:test number {checks} failed")]
        };
        Ok(CheckReport {
            passed,
            failures,
            ..CheckReport::default()
        })
    }
}

#[async_trait]
impl Templates for Outside {
    fn check(&self, name: &str, _: &BTreeMap<String, Variable>) -> Vec<FieldError> {
        if name == "missing" {
            vec![FieldError::new("template", "is not there")]
        } else {
            Vec::new()
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
    async fn keep(&self, job: &Job, _: &Workspace) -> Result<Vec<Artifact>, StepError> {
        self.called("keep", job);
        Ok(Vec::new())
    }

    async fn find(&self, _: TaskId, _: &str) -> Option<PathBuf> {
        None
    }
}

#[async_trait]
impl Callbacks for Outside {
    fn check(&self, url: &str, _: &[String]) -> Vec<FieldError> {
        if url.contains("localhost") {
            vec![FieldError::new("callback_url", "is not public")]
        } else {
            Vec::new()
        }
    }

    fn secrets(&self, _: ProjectId) -> Vec<String> {
        Vec::new()
    }

    async fn deliver(&self, _: &CallbackMessage, _: &Project) -> Delivery {
        Delivery::Delivered { status: 204 }
    }
}
