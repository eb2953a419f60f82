//! What the service works with, made from the settings.

mod callbacks;
mod environment;
mod ports;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use service::create::Creation;
use service::ports::{Callbacks, Clock, MachineClock, ProvisionStep, Store};
use service::start::Intake;
use service_run::{ArtifactFolder, ProgramStep, RepositoryStep, TemplateFolder};
use service_store::{PostgresStore, SqliteStore};

use crate::failure::Failure;
use crate::settings::{Config, Database};
pub use callbacks::{FILE as CALLBACK_KEY, deliverer};
pub use environment::{of_files, of_variables};
pub use ports::{git, sandbox, worker};

/// The file of SQLite: the one that is named, or the one in the data folder.
pub fn sqlite_file(named: &Option<PathBuf>, data: &Path) -> PathBuf {
    named.clone().unwrap_or_else(|| data.join("service.sqlite"))
}

/// The database. Its tables are made where there are none.
///
/// # Errors
///
/// It cannot be opened.
pub async fn store(config: &Config, data: &Path) -> Result<Arc<dyn Store>, Failure> {
    Ok(match &config.database {
        Database::Sqlite(named) => Arc::new(SqliteStore::open(&sqlite_file(named, data))?),
        Database::Postgres(address) => {
            let connections = usize::try_from(config.connections.get()).unwrap_or(usize::MAX);
            Arc::new(PostgresStore::connect(address, connections).await?)
        }
    })
}

/// Everything that the API and its loops have in common.
pub struct Outside {
    /// The database.
    pub store: Arc<dyn Store>,
    /// What posts.
    pub callbacks: Arc<dyn Callbacks>,
    /// What is kept of builds.
    pub artifacts: ArtifactFolder,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The way into the queue.
    pub intake: Intake,
    /// The steps of create-and-build.
    pub steps: Vec<Arc<dyn ProvisionStep>>,
}

impl Outside {
    /// Opens it.
    ///
    /// # Errors
    ///
    /// A setting does not fit to this machine, or the database cannot be opened.
    pub async fn open(config: &Config, data: &Path) -> Result<Self, Failure> {
        let clock: Arc<dyn Clock> = Arc::new(MachineClock);
        let callbacks: Arc<dyn Callbacks> = Arc::new(deliverer(config, data, Arc::clone(&clock))?);
        let store = store(config, data).await?;
        let intake = Intake {
            store: Arc::clone(&store),
            templates: Arc::new(TemplateFolder::new(config.templates.clone())),
            callbacks: Arc::clone(&callbacks),
            clock: Arc::clone(&clock),
        };
        let mut steps: Vec<Arc<dyn ProvisionStep>> = Vec::new();
        if let Some(program) = ProgramStep::new(config.provision.clone()) {
            steps.push(Arc::new(program));
        }
        steps.push(Arc::new(RepositoryStep::new(git(config, data)?)));
        Ok(Self {
            store,
            callbacks,
            artifacts: ArtifactFolder::new(data),
            clock,
            intake,
            steps,
        })
    }

    /// Create-and-build with them.
    pub fn creation(&self) -> Creation {
        Creation {
            intake: self.intake.clone(),
            steps: self.steps.clone(),
        }
    }
}
