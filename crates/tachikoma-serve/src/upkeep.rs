//! What is looked after while the service runs.

use std::time::Duration;

use service::create::Creation;
use service::ports::Stop;
use tokio::time::{Instant, sleep};

use crate::failure::Failure;
use crate::retention::Kept;

/// How often runs of create-and-build are looked for whose process has died. The lease of one is minutes.
const RECOVER: Duration = Duration::from_secs(15);

/// What is looked after.
pub struct Upkeep {
    /// Finishes or undoes what create-and-build has begun; none where another process does.
    pub creation: Option<Creation>,
    /// Forgets what is old.
    pub kept: Kept,
    /// How often.
    pub every: Duration,
}

impl Upkeep {
    /// Looks after it until a stop is asked for.
    ///
    /// # Errors
    ///
    /// None: what cannot be done now is logged, and done later.
    pub async fn run(self, mut stop: Stop) -> Result<(), Failure> {
        let work = async {
            let mut next = Instant::now();
            loop {
                self.recover().await;
                if Instant::now() >= next {
                    self.kept.sweep(self.creation.is_some()).await;
                    next = Instant::now() + self.every;
                }
                sleep(RECOVER.min(self.every)).await;
            }
        };
        // Each step of it may be interrupted: it is done again.
        tokio::select! {
            () = work => {}
            _ = stop.wait() => {}
        }
        Ok(())
    }

    async fn recover(&self) {
        let Some(creation) = &self.creation else {
            return;
        };
        match creation.recover().await {
            Ok(0) => {}
            Ok(count) => tracing::info!(
                count,
                "interrupted runs of create-and-build are brought to an end"
            ),
            Err(problem) => {
                tracing::warn!(%problem, "an interrupted run of create-and-build waits")
            }
        }
    }
}
