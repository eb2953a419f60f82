//! Following the build events that a check writes, while it writes them.

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bep::Model;
use bep::wire::BuildEvent;
use service::event::CheckEvent;
use service::ports::Reporter;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::progress::Reduced;
use crate::files::open_file;

/// Between two looks at a file that has nothing new.
const LOOK: Duration = Duration::from_millis(50);

/// Events that wait for who takes them.
const WAITING: usize = 64;

/// Reads a file of events.
pub(super) struct Follower {
    writing: Writing,
    reading: JoinHandle<Model>,
    reporting: JoinHandle<()>,
}

/// Begins to follow a file, which need not be there yet.
pub(super) fn follow(path: PathBuf, reporter: Reporter) -> Follower {
    let has_ended = Arc::new(AtomicBool::new(false));
    let (sender, mut events) = mpsc::channel::<CheckEvent>(WAITING);
    let source = Growing {
        path,
        file: None,
        has_ended: Arc::clone(&has_ended),
    };
    let reading = tokio::task::spawn_blocking(move || read(source, &sender));
    let reporting = tokio::spawn(async move {
        while let Some(event) = events.recv().await {
            reporter.check(event).await;
        }
    });
    Follower {
        writing: Writing(has_ended),
        reading,
        reporting,
    }
}

impl Follower {
    /// Reads the rest: nobody writes any more.
    pub(super) async fn finish(self) -> Model {
        drop(self.writing);
        let model = self.reading.await.unwrap_or_default();
        if let Err(error) = self.reporting.await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "events of a check are lost"
            );
        }
        model
    }
}

/// Says that nobody writes any more: also where a check is dropped, or its file would be followed for ever.
struct Writing(Arc<AtomicBool>);

impl Drop for Writing {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

fn read(source: Growing, sender: &mpsc::Sender<CheckEvent>) -> Model {
    let mut model = Model::without_files();
    let mut reduced = Reduced::default();
    let take = |event: &BuildEvent| {
        model.apply(event);
        if let Some(event) = reduced.of(event) {
            // Who stops listening has stopped the check.
            let _ = sender.blocking_send(event);
        }
    };
    if let Err(error) = bep::each_event(source, take) {
        tracing::debug!(
            error = &error as &dyn std::error::Error,
            "events of a check cannot be read"
        );
    }
    model
}

/// A file that another process writes: its end is the end only when that one has ended.
struct Growing {
    path: PathBuf,
    file: Option<File>,
    has_ended: Arc<AtomicBool>,
}

impl Read for Growing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            // Before the file is read: what was written before the end is read then.
            let has_ended = self.has_ended.load(Ordering::Acquire);
            if self.file.is_none() {
                self.file = open_file(&self.path).ok();
            }
            let count = match &mut self.file {
                Some(file) => file.read(buffer)?,
                None => 0,
            };
            if count > 0 || has_ended {
                return Ok(count);
            }
            std::thread::sleep(LOOK);
        }
    }
}
