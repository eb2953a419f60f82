//! Forgetting what is old: events, callbacks, artifacts, keys, and workspaces that a killed process left. Builds are never forgotten.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use service::ports::{Store, StoreError};
use service::{Build, TaskId, Timestamp};
use service_run::{ArtifactFolder, Places};

use crate::settings::Config;

/// What is forgotten in one transaction.
const AT_ONCE: u32 = 100;

/// How long an `Idempotency-Key` is known.
const KEYS: Duration = Duration::from_secs(24 * 3600);

/// What is kept, and for how long.
pub struct Kept {
    store: Arc<dyn Store>,
    artifacts: ArtifactFolder,
    data: PathBuf,
    /// Zero is for ever.
    events_for: Duration,
    artifacts_for: Duration,
}

impl Kept {
    /// By the settings.
    pub fn new(config: &Config, data: &Path, store: Arc<dyn Store>) -> Self {
        Self {
            store,
            artifacts: ArtifactFolder::new(data),
            data: data.to_owned(),
            events_for: config.keep_events.get(),
            artifacts_for: config.keep_artifacts.get(),
        }
    }

    /// Forgets what is old in the folder of this process, and in the database if `database` says so. What cannot be
    /// forgotten now is logged, and forgotten the next time.
    pub async fn sweep(&self, database: bool) {
        let now = Timestamp::of_this_machine();
        let mut results = vec![
            ("workspaces", self.sweep_workspaces().await),
            ("artifacts", self.sweep_artifacts(now).await),
        ];
        if database {
            results.push(("events", self.sweep_events(now).await));
            results.push(("callbacks", self.sweep_callbacks(now).await));
            results.push(("keys", self.store.forget_keys(KEYS).await));
        }
        for (what, result) in results {
            match result {
                Ok(0) => {}
                Ok(count) => {
                    metrics::counter!("tachikoma_forgotten_total", "what" => what).increment(count);
                    tracing::info!(what, count, "old ones are forgotten");
                }
                Err(error) => {
                    tracing::warn!(
                        what,
                        error = &error as &dyn std::error::Error,
                        "old ones stay"
                    );
                }
            }
        }
    }

    async fn sweep_events(&self, now: Timestamp) -> Result<u64, StoreError> {
        if self.events_for.is_zero() {
            return Ok(0);
        }
        let end = now - self.events_for;
        in_groups(|| self.store.forget_events(end, AT_ONCE)).await
    }

    async fn sweep_callbacks(&self, now: Timestamp) -> Result<u64, StoreError> {
        if self.events_for.is_zero() {
            return Ok(0);
        }
        let end = now - self.events_for;
        in_groups(|| self.store.forget_callbacks(end, AT_ONCE)).await
    }

    async fn sweep_artifacts(&self, now: Timestamp) -> Result<u64, StoreError> {
        let mut count = 0;
        if self.artifacts_for.is_zero() {
            return Ok(count);
        }
        let end = now - self.artifacts_for;
        for task in self.artifacts.tasks() {
            let ended = self.ended(task).await?.and_then(|build| build.finished_at);
            if ended.is_some_and(|at| at < end) {
                match self.artifacts.remove(task).await {
                    Ok(()) => count += 1,
                    Err(error) => tracing::warn!(%task, %error, "artifacts are not removed"),
                }
            }
        }
        Ok(count)
    }

    /// An attempt removes its workspace, and those of earlier ones on the same machine. Where it was killed and another
    /// machine has gone on, nobody else does.
    async fn sweep_workspaces(&self) -> Result<u64, StoreError> {
        let mut count = 0;
        for (task, places) in Places::of_attempts(&self.data) {
            if self.ended(task).await?.is_none() {
                continue;
            }
            match places.remove().await {
                Ok(()) => count += 1,
                Err(error) => tracing::warn!(%task, %error, "a workspace is not removed"),
            }
        }
        Ok(count)
    }

    /// The build, if it has ended. What another database has made is not known, and stays.
    async fn ended(&self, task: TaskId) -> Result<Option<Build>, StoreError> {
        let build = self.store.build(task).await?;
        Ok(build.filter(|build| build.status.is_terminal()))
    }
}

/// Forgets group after group, so that no transaction is long.
async fn in_groups<F>(forget: impl Fn() -> F) -> Result<u64, StoreError>
where
    F: Future<Output = Result<u32, StoreError>>,
{
    let mut all = 0;
    loop {
        let count = forget().await?;
        all += u64::from(count);
        if count < AT_ONCE {
            return Ok(all);
        }
    }
}
