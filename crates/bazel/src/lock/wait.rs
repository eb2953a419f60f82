//! The wait for the lock, followed through Bazel's lines.

use std::time::{Duration, Instant};

use super::{HeldBy, Holder, Reader, Said};

/// How often a terminal is updated.
const TICK: Duration = Duration::from_secs(1);

/// When to report where lines stay; after the last of these, at the same interval.
const MILESTONES: [Duration; 4] = [
    Duration::from_secs(10),
    Duration::from_secs(30),
    Duration::from_secs(60),
    Duration::from_secs(300),
];

/// A notice about the wait for the lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// When it is shown.
    pub kind: NoticeKind,
    /// How long the wait has taken so far.
    pub waited: Duration,
    /// Who holds the lock, or held it.
    pub holder: HeldBy,
}

/// When a notice is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// The lock turns out to be held.
    Begin,
    /// Every second: for live progress.
    Tick,
    /// Ever more rarely: for lines that stay.
    Milestone,
    /// Bazel continues.
    End,
}

/// Follows the wait for the lock through Bazel's lines.
#[derive(Debug, Default)]
pub(crate) struct Wait {
    reader: Reader,
    held: Option<Held>,
}

#[derive(Debug)]
struct Held {
    client: i32,
    since: Instant,
    holder: HeldBy,
    ticks: u32,
    milestones: usize,
}

impl Held {
    fn notice(&self, kind: NoticeKind) -> Notice {
        Notice {
            kind,
            waited: self.since.elapsed(),
            holder: self.holder.clone(),
        }
    }
}

impl Wait {
    /// Takes a line of Bazel's; `None` where it has nothing to do with the lock.
    pub fn line(&mut self, line: &str) -> Option<Vec<Notice>> {
        match self.reader.line(line) {
            Said::Nothing => None,
            Said::Part => Some(Vec::new()),
            Said::HeldBy(holder) => Some(self.begin(holder)),
        }
    }

    fn begin(&mut self, holder: Holder) -> Vec<Notice> {
        let since = match &self.held {
            // The same one, which has got as far as its server.
            Some(held) if held.client == holder.pid => return Vec::new(),
            Some(held) => held.since,
            None => Instant::now(),
        };
        let held = self.held.insert(Held {
            client: holder.pid,
            since,
            holder: HeldBy::of(holder.pid),
            ticks: 0,
            milestones: 0,
        });
        vec![held.notice(NoticeKind::Begin)]
    }

    /// The notices that are due.
    pub fn tick(&mut self) -> Option<Notice> {
        let held = self.held.as_mut()?;
        let waited = held.since.elapsed();
        if waited >= milestone(held.milestones) {
            held.milestones += 1;
            return Some(held.notice(NoticeKind::Milestone));
        }
        if waited >= TICK * (held.ticks + 1) {
            held.ticks = u32::try_from(waited.as_secs()).unwrap_or(u32::MAX - 1);
            return Some(held.notice(NoticeKind::Tick));
        }
        None
    }

    /// Whether another process still holds it.
    pub fn is_held(&self) -> bool {
        self.held.is_some()
    }

    /// Bazel continues.
    pub fn end(&mut self) -> Option<Notice> {
        let held = self.held.take()?;
        Some(held.notice(NoticeKind::End))
    }
}

fn milestone(number: usize) -> Duration {
    let last = MILESTONES[MILESTONES.len() - 1];
    MILESTONES
        .get(number)
        .copied()
        .unwrap_or_else(|| last * u32::try_from(number + 2 - MILESTONES.len()).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_begins_and_ends_once() {
        let mut wait = Wait::default();
        assert_eq!(wait.line("INFO: something"), None);
        assert_eq!(wait.end(), None);
        let own = std::process::id();
        let held = format!(
            "Another command (pid={own}) is running. Waiting for it to complete on the server (server_pid=1)..."
        );
        let notices = wait.line(&held).unwrap();
        assert_eq!(notices.len(), 1);
        assert_eq!(notices[0].kind, NoticeKind::Begin);
        assert!(notices[0].holder.running().is_some(), "{notices:?}");
        assert_eq!(wait.line(&held), Some(Vec::new()));
        assert_eq!(wait.tick(), None);
        assert_eq!(wait.end().unwrap().kind, NoticeKind::End);
        assert_eq!(wait.end(), None);
    }

    #[test]
    fn milestones_go_on_for_ever() {
        let seconds: Vec<u64> = (0..7).map(|number| milestone(number).as_secs()).collect();
        assert_eq!(seconds, [10, 30, 60, 300, 600, 900, 1200]);
    }
}
