//! The flags that were in force in a build: Bazel's events say it.

use bep::wire::{BuildEvent, Payload};

use bazel::Observer;
use bazel::lock::Notice;

/// Wraps another observer, and keeps the evidence.
pub struct Witness<'a> {
    heard_by: &'a mut dyn Observer,
    /// All flags in force, those of rc files included; `None` where Bazel did not say.
    pub flags: Option<Vec<String>>,
}

impl<'a> Witness<'a> {
    /// Stands before another observer.
    pub fn before(heard_by: &'a mut dyn Observer) -> Self {
        Self {
            heard_by,
            flags: None,
        }
    }
}

impl Observer for Witness<'_> {
    fn event(&mut self, event: &BuildEvent) {
        if let Some(Payload::OptionsParsed(options)) = &event.payload {
            self.flags = Some(options.cmd_line.clone());
        }
        self.heard_by.event(event);
    }

    fn restarted(&mut self) {
        self.heard_by.restarted();
    }

    fn notice(&mut self, text: &str) {
        self.heard_by.notice(text);
    }

    fn waiting(&mut self, notice: &Notice) {
        self.heard_by.waiting(notice);
    }

    fn output(&mut self, line: &str) {
        self.heard_by.output(line);
    }

    fn caught_up(&mut self) {
        self.heard_by.caught_up();
    }

    fn interrupted(&mut self) {
        self.heard_by.interrupted();
    }
}
