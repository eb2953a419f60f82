//! A worker: claims builds and does them, several at once, as long as it lives.
//!
//! What it writes is fenced by the store; this part sees to it that nothing goes on that does not count any more. A build
//! whose lease is lost, or whose end somebody asked for, is stopped at once, whatever its port does.

mod attempt;
mod beat;
mod cancel;
mod collect;
mod held;
mod measure;
mod outcome;
mod phases;
mod poll;
mod scribe;

use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use crate::ports::{Artifacts, Check, Clock, CodeAgent, Git, Stop, Store, Templates};
use crate::timestamp::Timestamp;
use held::Held;
pub use measure::LONG_METRICS;
pub(crate) use measure::{ended, queued};

/// The outside of a worker.
#[derive(Clone)]
pub struct Ports {
    /// The queue.
    pub store: Arc<dyn Store>,
    /// What edits workspaces.
    pub agent: Arc<dyn CodeAgent>,
    /// What fetches, commits and pushes.
    pub git: Arc<dyn Git>,
    /// What builds and tests.
    pub check: Arc<dyn Check>,
    /// What workspaces start with.
    pub templates: Arc<dyn Templates>,
    /// Where files are kept.
    pub artifacts: Arc<dyn Artifacts>,
    /// The time in what is posted.
    pub clock: Arc<dyn Clock>,
}

/// How a worker works.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Its name in events: the machine's, or that of a pod. A UUID of the process is added.
    pub name: String,
    /// How many builds it does at once.
    pub slots: u32,
    /// How long a build is its own without a word of it.
    pub lease: Duration,
    /// How often it says that it lives. Also how long a request to stop takes at most where the database cannot tell.
    pub beat: Duration,
    /// How often it looks for work where the database cannot tell.
    pub poll: Duration,
    /// How long builds may go on when it shall end, before they are given back.
    pub drain: Duration,
    /// How long output is collected before it is written.
    pub flush: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: "worker".to_owned(),
            slots: 2,
            lease: Duration::from_secs(30),
            beat: Duration::from_secs(5),
            poll: Duration::from_millis(500),
            drain: Duration::from_secs(60),
            flush: Duration::from_millis(250),
        }
    }
}

/// A worker of this process.
pub struct Worker {
    ports: Ports,
    settings: Settings,
    id: String,
    since: Timestamp,
    held: Held,
}

impl Worker {
    /// A worker that nobody was before: a restarted process with the same name is another one.
    #[must_use]
    pub fn new(ports: Ports, settings: Settings) -> Arc<Self> {
        let id = format!("{}-{}", settings.name, Uuid::now_v7().simple());
        Arc::new(Self {
            since: ports.clock.now(),
            ports,
            settings,
            id,
            held: Held::default(),
        })
    }

    /// Its name and the UUID of the process, as events have it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// How many builds it does at the moment.
    #[must_use]
    pub fn running(&self) -> usize {
        self.held.len()
    }

    /// Works until `end` asks it to stop; then it claims no more, lets builds go on for [`Settings::drain`], gives back
    /// what is left, and returns when nothing of it runs any more.
    pub async fn run(self: Arc<Self>, end: Stop) {
        let beating = tokio::spawn(Arc::clone(&self).beat());
        let hearing = tokio::spawn(Arc::clone(&self).hear_of_cancels());
        self.poll(end).await;
        beating.abort();
        hearing.abort();
    }
}
