//! The events of a build, from a number on until its end: what every kind of stream is made of.

use std::sync::Arc;

use service::ports::store::Change;
use service::ports::{Stop, Store};
use service::{Build, Event, EventKind, ProblemKind, TaskId};
use tokio::sync::broadcast::Receiver;

use crate::failure::{Answer, Failure};
use crate::state::{Shared, StreamPace};
use crate::wait::until_changed;

/// How many events are read at once. Readers ask for them one batch after the other, so that a slow one costs no more
/// memory than this.
const BATCH: u32 = 50;

/// Reads events as they happen.
pub(crate) struct Follower {
    store: Arc<dyn Store>,
    id: TaskId,
    after: u64,
    has_ended: bool,
    changes: Receiver<Change>,
    stop: Stop,
    pub pace: StreamPace,
}

impl Follower {
    /// Follows a build from behind the event `after`.
    ///
    /// # Errors
    ///
    /// There is no such event.
    pub fn new(shared: &Shared, build: &Build, after: u64) -> Answer<Self> {
        if after > build.last_seq {
            let detail = format!(
                "the last event is {}: begin behind it or before",
                build.last_seq
            );
            return Err(Failure::new(ProblemKind::Gone, detail));
        }
        Ok(Self {
            store: Arc::clone(&shared.intake.store),
            id: build.task_id,
            after,
            has_ended: build.status.is_terminal() && after == build.last_seq,
            changes: shared.store().changes(),
            stop: shared.stop.clone(),
            pace: shared.pace,
        })
    }

    /// Whether there is nothing more to come.
    pub fn has_ended(&self) -> bool {
        self.has_ended
    }

    /// The next events; none when the build has ended or the service stops. Who drops this while it waits loses nothing.
    pub async fn next(&mut self) -> Option<Vec<Event>> {
        while !self.has_ended && self.stop.requested().is_none() {
            match self.store.events(self.id, self.after, BATCH).await {
                Ok(events) => {
                    if let Some(last) = events.last() {
                        self.after = last.seq;
                        self.has_ended = matches!(last.kind, EventKind::End { .. });
                        return Some(events);
                    }
                }
                // The reader has the events so far, and gets the others when the database is back.
                Err(error) => {
                    tracing::warn!(task_id = %self.id, error = &error as &dyn std::error::Error, "events wait");
                }
            }
            tokio::select! {
                () = until_changed(&mut self.changes, self.id, self.pace.poll) => {}
                _ = self.stop.wait() => {}
            }
        }
        None
    }
}
