//! What happens to a build, a line for each event, as people read it.

use std::time::Duration;

use redact::terminal;
use service::event::{CheckEvent, Stream};
use service::{EventKind, Timestamp};

use super::described::tone;
use super::screen::{Look, Tone};
use super::text::{count, length, one_line, until};
use crate::events::Received;

/// Columns of the time.
const TIME: usize = 11;

/// The most bytes of a line that has not ended.
const LINE: usize = 8 * 1024;

/// How often the progress of a check is told.
const PROGRESS: Duration = Duration::from_secs(5);

/// Turns events into lines.
pub(super) struct Happening {
    begin: Timestamp,
    look: Look,
    /// What was printed behind the last line feed, for each stream.
    open: [String; 4],
    told_progress: Option<Timestamp>,
}

impl Happening {
    pub fn new(begin: Timestamp, look: Look) -> Self {
        Self {
            begin,
            look,
            open: Default::default(),
            told_progress: None,
        }
    }

    /// The lines of an event; none where there is nothing to say yet.
    pub fn lines(&mut self, received: &Received) -> String {
        let Some(event) = &received.event else {
            let text = self.ended_output();
            return text + &format!("{:>TIME$}  {}\n", "", one_line(&received.kind));
        };
        if let EventKind::Output { stream, text } = &event.kind {
            return self.output(*stream, text);
        }
        let text = self.ended_output();
        let Some((words, tone)) = self.words(&event.kind, event.at) else {
            return text;
        };
        let time = format!("{:>TIME$}", length(event.at.since(self.begin)));
        let time = self.look.paint(&time, Tone::Faint);
        let mut lines = words.lines().filter(|line| !line.trim().is_empty());
        let first = one_line(lines.next().unwrap_or_default());
        let mut text = text + &format!("{time}  {}\n", self.look.paint(&first, tone));
        for line in lines {
            text.push_str(&self.quoted('|', line));
        }
        text
    }

    /// Lines that have ended; what follows them waits for its end.
    fn output(&mut self, stream: Stream, text: &str) -> String {
        let (index, mark) = place(stream);
        let mut all = std::mem::take(&mut self.open[index]);
        all.push_str(text);
        let whole = match all.rfind('\n') {
            _ if all.len() > LINE => all.len(),
            Some(end) => end + 1,
            None => 0,
        };
        self.open[index] = all.split_off(whole);
        all.lines().map(|line| self.quoted(mark, line)).collect()
    }

    /// Lines that will not go on: something else happened.
    fn ended_output(&mut self) -> String {
        let open = std::mem::take(&mut self.open);
        let streams = [
            Stream::Stdout,
            Stream::Stderr,
            Stream::Check,
            Stream::Service,
        ];
        let lines = streams.map(place).into_iter().zip(open);
        lines
            .filter(|(_, line)| !line.is_empty())
            .map(|((_, mark), line)| self.quoted(mark, &line))
            .collect()
    }

    fn quoted(&self, mark: char, line: &str) -> String {
        let mark = self.look.paint(&format!("{mark:>TIME$}"), Tone::Faint);
        // Colours of a line end with it.
        let line = match self.look.has_colours {
            true if line.contains('\u{1b}') => terminal::colored(line) + "\u{1b}[0m",
            _ => terminal::plain(line),
        };
        format!("{mark} {line}\n")
    }

    fn words(&mut self, kind: &EventKind, at: Timestamp) -> Option<(String, Tone)> {
        let plain = |text: String| Some((text, Tone::Plain));
        match kind {
            EventKind::Queued { .. } => plain("queued".to_owned()),
            EventKind::Claimed { worker } => plain(format!("claimed by {worker}")),
            EventKind::Phase { phase } => Some((phase.as_str().to_owned(), Tone::Heading)),
            EventKind::Output { .. } => None,
            EventKind::Check(check) => self.words_of_check(check, at),
            EventKind::Commit { sha, files } => {
                plain(format!("commit {sha}, {}", count((*files).into(), "file")))
            }
            EventKind::Pushed { sha, reference } => plain(format!("pushed {sha} to {reference}")),
            EventKind::Retry { reason, run_at } => {
                let text = format!("tried again {}: {reason}", until(*run_at, at));
                Some((text, Tone::Odd))
            }
            EventKind::LeaseLost { worker } => {
                Some((format!("{worker} was not heard of for too long"), Tone::Odd))
            }
            EventKind::CancelRequested { by } => {
                Some((format!("to be stopped, asks {by}"), Tone::Odd))
            }
            EventKind::End { status, error } => {
                let text = match error {
                    Some(error) => format!("{status}: {error}"),
                    None => status.to_string(),
                };
                Some((text, tone(*status)))
            }
        }
    }

    fn words_of_check(&mut self, check: &CheckEvent, at: Timestamp) -> Option<(String, Tone)> {
        match check {
            CheckEvent::Progress { done, total } => {
                let told = self.told_progress;
                if told.is_some_and(|told| at.since(told) < PROGRESS) {
                    return None;
                }
                self.told_progress = Some(at);
                Some((format!("check: {done} of {total} actions"), Tone::Faint))
            }
            // What was built is what there was to expect.
            CheckEvent::Target { success: true, .. } => None,
            CheckEvent::Target { label, .. } => Some((format!("{label} was not built"), Tone::Bad)),
            CheckEvent::Test {
                label,
                status,
                duration_ms,
            } => {
                let time = length(Duration::from_millis(*duration_ms));
                let tone = if status == "PASSED" {
                    Tone::Good
                } else {
                    Tone::Bad
                };
                Some((format!("{status} {label} in {time}"), tone))
            }
            CheckEvent::ActionFailed {
                label,
                mnemonic,
                message,
            } => Some((
                format!("{mnemonic} of {label} failed\n{message}"),
                Tone::Bad,
            )),
            CheckEvent::Report {
                passed,
                tests_passed,
                tests_failed,
            } => {
                let tests = count((*tests_passed).into(), "test");
                let said = format!("{tests} passed, {tests_failed} failed");
                Some(match passed {
                    true => (format!("check passed: {said}"), Tone::Good),
                    false => (format!("check failed: {said}"), Tone::Bad),
                })
            }
        }
    }
}

/// The place and the mark of a stream.
fn place(stream: Stream) -> (usize, char) {
    match stream {
        Stream::Stdout => (0, '|'),
        Stream::Stderr => (1, '!'),
        Stream::Check => (2, '|'),
        Stream::Service => (3, '*'),
    }
}

#[cfg(test)]
mod tests {
    use service::{Event, TaskId};

    use super::*;

    const LOOK: Look = Look {
        has_colours: false,
        width: 80,
    };

    fn received(kind: EventKind, at: i64) -> Received {
        let event = Event {
            task_id: TaskId::new(),
            seq: 1,
            at: Timestamp(at),
            attempt: 1,
            kind,
        };
        Received {
            seq: 1,
            kind: event.kind.name().to_owned(),
            json: String::new(),
            event: Some(event),
        }
    }

    fn printed(text: &str) -> Received {
        let (stream, text) = (Stream::Stdout, text.to_owned());
        received(EventKind::Output { stream, text }, 0)
    }

    #[test]
    fn an_event_of_a_newer_service_is_named() {
        let mut happening = Happening::new(Timestamp(0), LOOK);
        assert_eq!(happening.lines(&printed("open")), "");
        let newer = Received {
            seq: 2,
            kind: "new\u{1b}[2Jer".to_owned(),
            event: None,
            json: "{}".to_owned(),
        };
        let lines = happening.lines(&newer);
        assert_eq!(lines, "          | open\n             newer\n");
    }

    #[test]
    fn a_line_without_an_end_is_shown_before_it_takes_all_memory() {
        let mut happening = Happening::new(Timestamp(0), LOOK);
        let piece = "x".repeat(LINE / 4);
        let shown: String = (0..40).map(|_| happening.lines(&printed(&piece))).collect();
        let open: usize = happening.open.iter().map(String::len).sum();
        assert!(
            open <= LINE && shown.len() > 8 * LINE,
            "{open} {}",
            shown.len()
        );
    }

    #[test]
    fn progress_is_told_now_and_then() {
        let mut happening = Happening::new(Timestamp(0), LOOK);
        let told = (0..100).filter(|second| {
            let progress = CheckEvent::Progress { done: 1, total: 2 };
            let event = received(EventKind::Check(progress), second * 1000);
            !happening.lines(&event).is_empty()
        });
        assert_eq!(told.count(), 20);
    }
}
