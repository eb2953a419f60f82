//! What Bazel and its tools say during a round, as events.

use std::io::Write;
use std::sync::mpsc::Sender;

use bazel::Observer;
use bazel::lock::{Notice, is_waiting_line};

use super::message::Message;
use crate::ui::printer::{Capabilities, Printer};
use crate::ui::waiting;

/// A printer that sends its lines as events.
pub fn printer(events: &Sender<Message>) -> Printer {
    let lines = PassingLines {
        unfinished: Vec::new(),
        events: events.clone(),
    };
    Printer::new(
        Box::new(std::io::sink()),
        Box::new(lines),
        Capabilities::default(),
        Box::new(|| (80, 24)),
    )
}

struct PassingLines {
    unfinished: Vec<u8>,
    events: Sender<Message>,
}

impl Write for PassingLines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.unfinished.extend_from_slice(bytes);
        while let Some(end) = self.unfinished.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.unfinished.drain(..=end).collect();
            let line = String::from_utf8_lossy(&line[..end]).into_owned();
            let _ = self.events.send(Message::Passing(line));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Reports that Bazel waits for its lock.
pub struct Passing<'a> {
    /// Where it goes.
    pub events: &'a Sender<Message>,
}

impl Observer for Passing<'_> {
    fn output(&mut self, line: &str) {
        if is_waiting_line(line) {
            let _ = self.events.send(Message::Passing(line.to_owned()));
        }
    }

    fn notice(&mut self, text: &str) {
        let _ = self.events.send(Message::Passing(text.to_owned()));
    }

    fn waiting(&mut self, notice: &Notice) {
        if let Some(text) = waiting::once(notice) {
            let _ = self.events.send(Message::Passing(text));
        }
    }
}
