//! Who is told of a running Bazel.

use bep::wire::BuildEvent;

use crate::lock;

/// What is told of a running Bazel, as it comes.
pub trait Observer {
    /// One event.
    fn event(&mut self, _event: &BuildEvent) {}

    /// Bazel began the build anew by itself, as it does where a cache lost files: the events so far
    /// are of an earlier invocation.
    fn restarted(&mut self) {}

    /// One line of what Bazel prints, without line feed. Those on its lock are not among them:
    /// they come as notices.
    fn output(&mut self, _line: &str) {}

    /// All events that are there now have been told.
    fn caught_up(&mut self) {}

    /// `tk` was asked to stop, and has asked Bazel.
    fn interrupted(&mut self) {}

    /// Something that `tk` does with the running Bazel beyond that, for people.
    fn notice(&mut self, _text: &str) {}

    /// Somebody else holds Bazel's lock.
    fn waiting(&mut self, _notice: &lock::Notice) {}
}

/// Who wants to hear nothing.
pub struct Unobserved;

impl Observer for Unobserved {}

/// Takes the lines on Bazel's lock out of its output, and tells of the lock instead.
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

    /// Whether somebody else holds the lock.
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
