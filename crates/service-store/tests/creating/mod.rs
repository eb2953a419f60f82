//! Steps that make files, and a database for their runs.

#![allow(dead_code, reason = "each test uses what it needs")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use service::create::Creation;
use service::ports::{MachineClock, Plan, ProvisionStep, StepError, Store};
use service::project::NewProject;
use service::start::Intake;
use service::{BuildSpec, Problem, Project, ProjectId, TaskId, Timestamp};
use service_store::SqliteStore;
use tempfile::TempDir;

use crate::outside::Outside;

pub const NAMES: [&str; 3] = ["repository", "deploy-key", "hook"];

/// A step hangs.
const HANGS: &str = "hangs";

/// It may go on.
const GO: &str = "go";

/// How long a run is its process's.
pub const LEASE: Duration = Duration::from_millis(150);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Before it has an effect, or behind it.
    Fails { behind: bool },
    /// Never answers: its process is killed.
    Hangs { behind: bool },
    /// Goes on when it is told to, and has its effect then: see [`Bench::let_go`].
    Waits,
    /// Cannot be undone the first time.
    StaysOnce,
}

/// A step that makes a file.
struct MakesFile {
    name: &'static str,
    folder: PathBuf,
    fault: Option<Fault>,
}

#[async_trait]
impl ProvisionStep for MakesFile {
    fn name(&self) -> &'static str {
        self.name
    }

    async fn apply(&self, _: &Plan) -> Result<(), StepError> {
        self.fault_if(false).await?;
        fs::write(self.folder.join(self.name), "").unwrap();
        self.fault_if(true).await
    }

    async fn undo(&self, _: &Plan) -> Result<(), StepError> {
        let once = self.folder.join(format!("{}.stayed", self.name));
        if self.fault == Some(Fault::StaysOnce) && !once.exists() {
            fs::write(once, "").unwrap();
            return Err(StepError::Passing("it does not answer".to_owned()));
        }
        let _ = fs::remove_file(self.folder.join(self.name));
        Ok(())
    }
}

impl MakesFile {
    async fn fault_if(&self, is_behind: bool) -> Result<(), StepError> {
        match self.fault {
            Some(Fault::Fails { behind }) if behind == is_behind => {
                Err(StepError::Final("no".to_owned()))
            }
            Some(Fault::Hangs { behind }) if behind == is_behind => {
                fs::write(self.folder.join(HANGS), "").unwrap();
                std::future::pending().await
            }
            Some(Fault::Waits) if !is_behind => {
                fs::write(self.folder.join(HANGS), "").unwrap();
                wait_for(&self.folder.join(GO)).await;
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

pub struct Bench {
    folder: TempDir,
    pub store: Arc<dyn Store>,
}

impl Bench {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(SqliteStore::open(&folder.path().join("service.sqlite")).unwrap());
        Self { folder, store }
    }

    pub fn creation(&self, faulty: Option<(usize, Fault)>) -> Creation {
        let outside = Outside::new(self.folder.path());
        let intake = Intake {
            store: Arc::clone(&self.store),
            templates: Arc::clone(&outside) as _,
            callbacks: outside,
            clock: Arc::new(MachineClock),
        };
        let step = |(index, name)| {
            let fault = faulty
                .filter(|(at, _)| *at == index)
                .map(|(_, fault)| fault);
            Arc::new(MakesFile {
                name,
                folder: self.folder.path().to_owned(),
                fault,
            }) as Arc<dyn ProvisionStep>
        };
        Creation {
            intake,
            steps: NAMES.into_iter().enumerate().map(step).collect(),
        }
    }

    pub fn files(&self) -> Vec<&'static str> {
        let is_there = |name: &&str| Path::new(&self.folder.path().join(name)).exists();
        NAMES.into_iter().filter(is_there).collect()
    }

    /// Whether everything is there; else nothing may be.
    pub async fn is_done(&self, plan: &Plan) -> bool {
        let project = self.store.project(plan.project.id).await.unwrap();
        let build = self.store.build(plan.task_id).await.unwrap();
        let all = (project.is_some(), build.is_some(), self.files().len());
        assert!(
            all == (true, true, 3) || all == (false, false, 0),
            "something is left: {all:?}"
        );
        build.is_some()
    }

    /// Runs it until a step hangs. The process is killed when the future is dropped.
    pub async fn until_it_hangs(&self, run: impl Future<Output = Result<(), Problem>>) {
        let hangs = self.folder.path().join(HANGS);
        tokio::select! {
            ended = run => panic!("{ended:?}"),
            () = wait_for(&hangs) => {}
        }
    }

    pub fn let_go(&self) {
        fs::write(self.folder.path().join(GO), "").unwrap();
    }

    pub async fn recover(&self) -> Result<u32, Problem> {
        tokio::time::sleep(LEASE + Duration::from_millis(20)).await;
        self.creation(None).recover().await
    }
}

pub fn plan() -> Plan {
    let settings = NewProject::of("shop", "https://example.org/shop.git");
    Plan {
        project: Project {
            id: ProjectId::new(),
            created_at: Timestamp(1),
            settings,
        },
        task_id: TaskId::new(),
        spec: BuildSpec::of("Add a page"),
        requested_by: None,
    }
}

async fn wait_for(file: &Path) {
    while !file.exists() {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}
