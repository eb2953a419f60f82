//! Observers of a running Bazel.

use bep::wire::BuildEvent;

use crate::lock;

/// Receives what a running Bazel does, as it happens.
pub trait Observer {
    /// One event.
    fn event(&mut self, _event: &BuildEvent) {}

    /// Bazel restarted the build by itself, as it does when a cache lost files: the events so far belong to
    /// an earlier invocation.
    fn restarted(&mut self) {}

    /// One line of what Bazel prints, without line feed. Those on its lock are not among them:
    /// they come as notices.
    fn output(&mut self, _line: &str) {}

    /// All events so far have been passed on.
    fn caught_up(&mut self) {}

    /// `tk` was asked to stop, and has asked Bazel.
    fn interrupted(&mut self) {}

    /// A message for people about something else that `tk` does to the running Bazel.
    fn notice(&mut self, _text: &str) {}

    /// Another process holds Bazel's lock.
    fn waiting(&mut self, _notice: &lock::Notice) {}
}

/// An observer that ignores everything.
pub struct Unobserved;

impl Observer for Unobserved {}

/// Removes the lines about Bazel's lock from its output, and passes on notices instead.
pub(crate) struct AtLock<'a> {
    observer: &'a mut dyn Observer,
    wait: lock::Wait,
}

impl<'a> AtLock<'a> {
    pub fn before(observer: &'a mut dyn Observer) -> Self {
        Self {
            observer,
            wait: lock::Wait::default(),
        }
    }

    /// Whether another process holds the lock.
    pub fn is_waiting(&self) -> bool {
        self.wait.is_held()
    }

    pub fn tick(&mut self) {
        if let Some(notice) = self.wait.tick() {
            self.observer.waiting(&notice);
        }
    }

    fn goes_on(&mut self) {
        if let Some(notice) = self.wait.end() {
            self.observer.waiting(&notice);
        }
    }
}

impl Observer for AtLock<'_> {
    fn event(&mut self, event: &BuildEvent) {
        self.goes_on();
        self.observer.event(event);
    }

    fn output(&mut self, line: &str) {
        match self.wait.line(line) {
            Some(notices) => notices
                .iter()
                .for_each(|notice| self.observer.waiting(notice)),
            None => {
                if !line.trim().is_empty() {
                    self.goes_on();
                }
                self.observer.output(line);
            }
        }
    }

    fn restarted(&mut self) {
        self.observer.restarted();
    }

    fn caught_up(&mut self) {
        // Until then there is nothing to show but the wait.
        if !self.wait.is_held() {
            self.observer.caught_up();
        }
    }

    fn interrupted(&mut self) {
        self.observer.interrupted();
    }

    fn notice(&mut self, text: &str) {
        self.observer.notice(text);
    }
}
