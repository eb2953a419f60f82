//! Makes few events of many pieces of output, and keeps to the limits.

use std::mem;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::scribe::{Scribe, Write};
use crate::event::{EventKind, Stream};
use crate::ports::{StopReason, Stopper, StoreError};

/// Bytes of one event.
const EVENT: usize = 16 * 1024;

/// Bytes of output in the table of events; all of it is kept as an artifact.
const TABLE: u64 = 8 * 1024 * 1024;

/// Bytes of the result's output.
const TAIL: usize = 64 * 1024;

/// How many bytes a build may print, over all of its attempt.
pub(super) struct Output {
    flush: Duration,
    allowed: u64,
    seen: u64,
    tail: String,
    is_cut: bool,
}

impl Output {
    pub(super) fn new(flush: Duration, allowed: u64) -> Self {
        Self {
            flush,
            allowed,
            seen: 0,
            tail: String::new(),
            is_cut: false,
        }
    }

    /// The last part of what was printed, and whether it is not all of it.
    pub(super) fn into_tail(self) -> (String, bool) {
        (self.tail, self.is_cut)
    }

    /// Takes what a port reports until it is done, and writes it.
    ///
    /// # Errors
    ///
    /// The database refuses it. A lost lease is no error: the port is asked to stop by then.
    pub(super) async fn collect(
        &mut self,
        mut reports: mpsc::Receiver<EventKind>,
        scribe: &Scribe,
        stopper: &Stopper,
    ) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        let mut due = None;
        loop {
            let report = tokio::select! {
                report = reports.recv() => report,
                () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => {
                    batch.write(scribe).await?;
                    due = None;
                    continue;
                }
            };
            let Some(event) = report else {
                return batch.write(scribe).await;
            };
            if let EventKind::Output { text, .. } = &event {
                self.count(text, stopper);
                if self.seen > TABLE {
                    continue;
                }
            }
            batch.add(event);
            due.get_or_insert_with(|| Instant::now() + self.flush);
            if batch.bytes >= EVENT {
                batch.write(scribe).await?;
                due = None;
            }
        }
    }

    fn count(&mut self, text: &str, stopper: &Stopper) {
        self.seen = self.seen.saturating_add(text.len() as u64);
        if self.seen > self.allowed {
            stopper.stop(StopReason::OutputLimit);
        }
        self.tail.push_str(text);
        if self.tail.len() > 2 * TAIL {
            let start = (self.tail.len() - TAIL..)
                .find(|at| self.tail.is_char_boundary(*at))
                .unwrap_or(0);
            self.tail.drain(..start);
            self.is_cut = true;
        }
    }
}

/// Events that are not written yet. Neighbouring output of one stream is one event.
#[derive(Default)]
struct Batch {
    events: Vec<EventKind>,
    bytes: usize,
}

impl Batch {
    fn add(&mut self, event: EventKind) {
        let EventKind::Output { stream, text } = event else {
            self.bytes += 256;
            self.events.push(event);
            return;
        };
        self.bytes += text.len();
        for piece in pieces(&text) {
            self.add_output(stream, piece);
        }
    }

    fn add_output(&mut self, stream: Stream, piece: &str) {
        match self.events.last_mut() {
            Some(EventKind::Output { stream: last, text })
                if *last == stream && text.len() + piece.len() <= EVENT =>
            {
                text.push_str(piece);
            }
            _ => self.events.push(EventKind::Output {
                stream,
                text: piece.to_owned(),
            }),
        }
    }

    async fn write(&mut self, scribe: &Scribe) -> Result<(), StoreError> {
        self.bytes = 0;
        let events = mem::take(&mut self.events);
        if events.is_empty() {
            return Ok(());
        }
        scribe.write(Write::Append(events)).await.map(|_| ())
    }
}

/// Parts of a text that fit into one event.
fn pieces(mut text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    while text.len() > EVENT {
        let end = (0..=EVENT)
            .rev()
            .find(|at| text.is_char_boundary(*at))
            .unwrap_or(text.len());
        let (piece, rest) = text.split_at(end);
        pieces.push(piece);
        text = rest;
    }
    pieces.push(text);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(stream: Stream, text: &str) -> EventKind {
        EventKind::Output {
            stream,
            text: text.to_owned(),
        }
    }

    #[test]
    fn neighbouring_output_is_one_event() {
        let mut batch = Batch::default();
        for event in [
            output(Stream::Stdout, "a"),
            output(Stream::Stdout, "b"),
            output(Stream::Stderr, "c"),
            EventKind::Commit {
                sha: "x".to_owned(),
                files: 1,
            },
            output(Stream::Stderr, "d"),
        ] {
            batch.add(event);
        }
        let expected = [
            output(Stream::Stdout, "ab"),
            output(Stream::Stderr, "c"),
            EventKind::Commit {
                sha: "x".to_owned(),
                files: 1,
            },
            output(Stream::Stderr, "d"),
        ];
        assert_eq!(batch.events, expected);
    }

    #[test]
    fn a_large_piece_is_cut_between_characters_and_nothing_is_lost() {
        let text = "äöü".repeat(10_000);
        let parts = pieces(&text);
        assert!(parts.iter().all(|part| part.len() <= EVENT));
        assert_eq!(parts.concat(), text);
        assert_eq!(pieces(""), [""]);
    }

    #[test]
    fn the_tail_is_the_end_of_the_output_and_the_limit_stops() {
        let (stopper, stop) = crate::ports::stopper();
        let mut output = Output::new(Duration::ZERO, 300 * 1024);
        for number in 0..100_u32 {
            output.count(&format!("{number:01023}ä"), &stopper);
        }
        assert_eq!(stop.requested(), None);
        for _ in 0..300 {
            output.count(&"x".repeat(1024), &stopper);
        }
        assert_eq!(stop.requested(), Some(StopReason::OutputLimit));
        let (tail, is_cut) = output.into_tail();
        assert!(is_cut && tail.len() <= 2 * TAIL && tail.ends_with("xxx"));
    }
}
