//! What a port is told of the work, and how it tells what happens.

use tokio::sync::mpsc;

use crate::build::Build;
use crate::event::{CheckEvent, EventKind, Stream};
use crate::id::TaskId;
use crate::project::Project;

/// One attempt at a build.
#[derive(Clone, Debug)]
pub struct Job {
    /// The build, as it was when it was claimed.
    pub build: Build,
    /// Its project.
    pub project: Project,
}

impl Job {
    /// The build's name.
    #[must_use]
    pub fn task_id(&self) -> TaskId {
        self.build.task_id
    }

    /// The template that the workspace starts with.
    #[must_use]
    pub fn template(&self) -> Option<&str> {
        self.build
            .spec
            .template
            .as_deref()
            .or(self.project.settings.template.as_deref())
    }
}

/// Takes what a port reports while it works. Who reports faster than the store writes, waits. No clone of it may outlive
/// the call that it was given to: the attempt goes on when all of them are dropped.
#[derive(Clone, Debug)]
pub struct Reporter(mpsc::Sender<EventKind>);

impl Reporter {
    /// A reporter, and where its events arrive.
    #[must_use]
    pub fn new() -> (Self, mpsc::Receiver<EventKind>) {
        let (sender, receiver) = mpsc::channel(64);
        (Self(sender), receiver)
    }

    /// Something was printed. Secrets are masked by who calls this; small pieces are joined by who takes them.
    pub async fn output(&self, stream: Stream, text: impl Into<String>) {
        self.send(EventKind::Output {
            stream,
            text: text.into(),
        })
        .await;
    }

    /// The check built or tested something.
    pub async fn check(&self, event: CheckEvent) {
        self.send(EventKind::Check(event)).await;
    }

    // Nobody listens any more when the attempt was stopped, and then nothing is lost either.
    async fn send(&self, kind: EventKind) {
        let _ = self.0.send(kind).await;
    }
}
