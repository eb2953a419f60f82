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
    /// Whether Bazel has the lock: what then looks like a line about it is a tool's.
    has_begun: bool,
}

impl<'a> AtLock<'a> {
    pub fn before(observer: &'a mut dyn Observer) -> Self {
        Self {
            observer,
            wait: lock::Wait::default(),
            has_begun: false,
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
        self.has_begun = true;
        self.goes_on();
        self.observer.event(event);
    }

    fn output(&mut self, line: &str) {
        self.has_begun |= bep::own_lines::behind_time(line.trim_start_matches('\r')).is_some();
        let on_lock = match self.has_begun {
            true => None,
            false => self.wait.line(line),
        };
        match on_lock {
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

#[cfg(test)]
mod tests {
    use super::*;
    use bep::wire::BuildEvent;

    #[derive(Default)]
    struct Seen {
        lines: Vec<String>,
        notices: usize,
    }

    impl Observer for Seen {
        fn output(&mut self, line: &str) {
            self.lines.push(line.to_owned());
        }

        fn waiting(&mut self, _notice: &lock::Notice) {
            self.notices += 1;
        }
    }

    const HELD: &str = "Another command (pid=1) is running. Waiting for it to complete on the server (server_pid=1)...";

    #[test]
    fn a_tool_that_talks_of_locks_holds_none() {
        let begin: [fn(&mut AtLock); 2] = [
            |at_lock| at_lock.event(&BuildEvent::default()),
            |at_lock| at_lock.output("\r(12:34:56) INFO: From x:"),
        ];
        for begin in begin {
            let mut seen = Seen::default();
            let mut at_lock = AtLock::before(&mut seen);
            begin(&mut at_lock);
            at_lock.output(HELD);
            assert!(!at_lock.is_waiting());
            assert_eq!(seen.notices, 0);
            assert_eq!(seen.lines.last().map(String::as_str), Some(HELD));
        }
        let mut seen = Seen::default();
        AtLock::before(&mut seen).output(HELD);
        assert_eq!(seen.notices, 1);
    }
}
