//! Messages while Bazel waits for its lock.

use bazel::Observer;
use bazel::lock::{HeldBy, Notice, NoticeKind, is_waiting_line};

use crate::text::duration;
use crate::ui::printer::{LiveLine, Paint, Printer};

/// Shows that Bazel waits, and nothing else of what it prints; with `all`, everything.
pub struct WaitingShown<'a> {
    /// Where it is shown.
    pub printer: &'a mut Printer,
    /// Whether all that Bazel prints is shown.
    pub all: bool,
}

impl<'a> WaitingShown<'a> {
    /// Shows the wait alone.
    pub fn on(printer: &'a mut Printer) -> Self {
        Self {
            printer,
            all: false,
        }
    }

    /// The same for a question, which can take long: a server that must start, a workspace that is loaded for the
    /// first time. On a terminal it says what Bazel lists.
    pub fn listing(printer: &'a mut Printer, what: &str) -> Self {
        printer.live(&[LiveLine::default().painted(Paint::Dim, format!("Listing the {what}"))]);
        Self::on(printer)
    }
}

impl Observer for WaitingShown<'_> {
    fn output(&mut self, line: &str) {
        if self.all || is_waiting_line(line) {
            self.printer.foreign(line);
        }
    }

    fn notice(&mut self, text: &str) {
        self.printer.foreign(text);
    }

    fn waiting(&mut self, notice: &Notice) {
        tell(self.printer, notice);
    }
}

/// Tells of the wait: in lines that stay, and in between in a terminal's last line.
pub fn tell(printer: &mut Printer, notice: &Notice) {
    match notice.kind {
        NoticeKind::Tick => {
            printer.live(&[LiveLine::default().painted(Paint::Dim, text(notice))]);
        }
        NoticeKind::Milestone if printer.is_live() => {}
        NoticeKind::Begin | NoticeKind::Milestone | NoticeKind::End => {
            printer.foreign(&text(notice));
        }
    }
}

/// The text of a notice that is shown once, not again during the wait.
pub fn once(notice: &Notice) -> Option<String> {
    matches!(notice.kind, NoticeKind::Begin | NoticeKind::End).then(|| text(notice))
}

fn text(notice: &Notice) -> String {
    let waited = duration::of(notice.waited);
    let holder = holder(&notice.holder);
    match notice.kind {
        NoticeKind::Begin => format!("Bazel's lock is held by {holder}"),
        NoticeKind::Tick | NoticeKind::Milestone => {
            format!("Waiting for {waited}: Bazel's lock is held by {holder}")
        }
        NoticeKind::End => format!("Waited {waited} for the lock; continuing."),
    }
}

/// `` `tk build -p` (process 12, running for 3.1 s) ``
fn holder(holder: &HeldBy) -> String {
    let running = holder.running();
    let running = running.map(|time| format!(", running for {}", duration::of(time)));
    let running = running.unwrap_or_default();
    let HeldBy { pid, command, .. } = holder;
    if command.is_empty() {
        format!("process {pid}{running}")
    } else {
        format!("`{command}` (process {pid}{running})")
    }
}
