//! Bazel's own progress, parsed from its output: events report an action when it ends, the display
//! names running actions.
//!
//! With `--curses=yes --color=no` a report is a line such as `[12 / 40] 3 actions, 2 running`
//! and a line for each action, indented by four spaces; before Bazel prints anything else it
//! returns the carriage once for each of them. With `--curses=no` the report is one line.
//!
//! With `--show_timestamps` the time stands before each report and message: where one line has it,
//! no line without it is taken for Bazel's, whatever tools print.

use bep::own_lines::{behind_time, is_message};

/// Bazel's own workspace status action, which is not part of the build.
const STATUS_ACTION: &str = "BazelWorkspaceStatusAction";

/// Bazel's last progress report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BazelProgress {
    /// Finished actions, including those that were up to date.
    pub done: u64,
    /// Actions known so far; their number grows during analysis.
    pub total: u64,
    /// How many actions are running, if Bazel says so.
    pub running_count: usize,
    /// The running actions that Bazel names, the longest first.
    pub running: Vec<RunningAction>,
    /// What Bazel does before it knows all actions: `Loading`, `Analyzing`.
    pub phase: Option<String>,
    /// What that is about: packages, repositories that are fetched.
    pub phase_details: Vec<String>,
}

/// A running action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunningAction {
    /// Its progress message.
    pub text: String,
    /// For how long; `None` while it prepares its inputs or waits.
    pub seconds: Option<u64>,
    /// What runs it, such as `linux-sandbox`; earlier tries follow after a comma.
    pub strategy: String,
}

/// A line that Bazel printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// Of a report on progress.
    Progress,
    /// The first of a message, without the time.
    Message(&'a str),
    /// A further one of a message, or of what the tool printed that it is about.
    Further(&'a str),
    /// No line of Bazel's: a test's, whose output is passed on as it comes.
    PassedOn(&'a str),
}

impl<'a> Line<'a> {
    /// Its text, unless it is progress.
    pub fn text(self) -> Option<&'a str> {
        match self {
            Self::Progress => None,
            Self::Message(text) | Self::Further(text) | Self::PassedOn(text) => Some(text),
        }
    }
}

/// Reads what Bazel prints, line by line.
#[derive(Debug, Default)]
pub struct ProgressReader {
    /// The last report.
    pub now: BazelProgress,
    part: Part,
    /// Whether Bazel's lines begin with the time.
    has_times: bool,
}

/// To what the last line belonged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Part {
    /// To nothing of Bazel's.
    #[default]
    None,
    /// What Bazel does before it knows all actions.
    Phase,
    /// How many actions there are, and which are running.
    Actions,
    /// A message.
    Message,
}

impl ProgressReader {
    /// Whether a line with the time has come: Bazel has begun to work.
    pub fn has_times(&self) -> bool {
        self.has_times
    }

    /// Reads a line.
    pub fn take<'a>(&mut self, line: &'a str) -> Line<'a> {
        let text = line.trim_start_matches('\r');
        let timed = behind_time(text);
        self.has_times |= timed.is_some();
        let is_cleared = text.len() != line.len();
        // Only the first line of a report has the time.
        let has_phase = self.part == Part::Phase && !is_cleared && timed.is_none();
        let is_own = !self.has_times || has_phase && counted(text).is_some();
        match timed.or(is_own.then_some(text)) {
            Some(own) if self.is_report(own, has_phase) => Line::Progress,
            Some(own) if is_message(own) => {
                self.part = Part::Message;
                Line::Message(own)
            }
            _ => self.further(text, is_cleared),
        }
    }

    /// Whether a line begins a report, which then is the last one.
    fn is_report(&mut self, text: &str, has_phase: bool) -> bool {
        if let Some(mut report) = counted(text) {
            // In one report the phase stands before the counts.
            if has_phase {
                report.phase = self.now.phase.take();
                report.phase_details = std::mem::take(&mut self.now.phase_details);
            }
            self.now = report;
            self.part = Part::Actions;
            return true;
        }
        let Some(phase) = phase(text) else {
            // Bazel ends its display so, and says what failed elsewhere.
            return text.trim_end() == "FAILED:" || text.is_empty() && self.has_times;
        };
        self.now.phase = Some(phase.to_owned());
        self.now.phase_details.clear();
        self.part = Part::Phase;
        true
    }

    /// A line without a beginning of Bazel's; `is_cleared`: Bazel has taken its report away before it.
    fn further<'a>(&mut self, text: &'a str, is_cleared: bool) -> Line<'a> {
        let is_report = matches!(self.part, Part::Phase | Part::Actions) && !is_cleared;
        match (self.part, text.strip_prefix("    ")) {
            (Part::Phase, Some(detail)) if is_report => {
                self.now.phase_details.push(detail.trim().to_owned());
            }
            (Part::Actions, Some(action)) if is_report => self.now.running.extend(running(action)),
            _ if is_report && text.is_empty() => {}
            // The end of a tool's unfinished line, which comes late: its event has it.
            _ if is_report && self.has_times => return Line::Further(text),
            (Part::Message, _) => return Line::Further(text),
            // Before the first action, no test says anything.
            _ if self.now.total == 0 && self.has_times => return Line::Further(text),
            _ => {
                self.part = Part::None;
                return Line::PassedOn(text);
            }
        }
        Line::Progress
    }
}

/// What Bazel printed, without its progress.
pub fn without_progress(output: &str) -> impl Iterator<Item = &str> {
    let mut reader = ProgressReader::default();
    output
        .lines()
        .filter_map(move |line| reader.take(line).text())
}

/// The first lines of Bazel's messages, without the times before them.
pub fn messages(output: &str) -> impl Iterator<Item = &str> {
    let mut reader = ProgressReader::default();
    output
        .lines()
        .filter_map(move |line| match reader.take(line) {
            Line::Message(text) => Some(text),
            _ => None,
        })
}

/// `[12 / 40] ...`
fn counted(line: &str) -> Option<BazelProgress> {
    let (counts, rest) = line.strip_prefix('[')?.split_once(']')?;
    let (done, total) = counts.split_once(" / ")?;
    let mut report = BazelProgress {
        done: number(done)?,
        total: number(total)?,
        ..BazelProgress::default()
    };
    let rest = rest.trim();
    let mut is_sum = false;
    for part in rest.split([';', ',']).map(str::trim) {
        let words: Vec<&str> = part.split(' ').collect();
        match words.as_slice() {
            ["no", "actions", "running"] | ["checking", "cached", "actions"] => is_sum = true,
            // `2 actions running`, `2 actions, 1 running`, `1 action`
            [count, "action" | "actions", ..] | [count, "running"] => {
                if let Some(count) = number(count) {
                    report.running_count = usize::try_from(count).unwrap_or(usize::MAX);
                    is_sum = true;
                }
            }
            // `1 / 2 tests`
            [_, "/", _, "tests" | "test"] => is_sum = true,
            _ => {}
        }
    }
    if !is_sum {
        let (text, count) = without_sum(rest);
        report.running.extend(running(text));
        report.running_count = count.unwrap_or(report.running.len());
    }
    Some(report)
}

fn number(text: &str) -> Option<u64> {
    text.trim().replace(',', "").parse().ok()
}

/// Splits ` ... (3 actions, 2 running)` off, and gives the number of those that run.
fn without_sum(text: &str) -> (&str, Option<usize>) {
    let Some((text, sum)) = text.rsplit_once(" ... (") else {
        return (text, None);
    };
    let count = sum
        .trim_end_matches(')')
        .split(", ")
        .filter_map(|part| part.split(' ').next()?.parse().ok())
        .last();
    (text, count)
}

/// `Probing //:a; 3s linux-sandbox, disk-cache`, `[Prepa] Probing //:a`
fn running(text: &str) -> Option<RunningAction> {
    let text = text.trim();
    if text.contains(STATUS_ACTION) {
        return None;
    }
    let waits = text
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("] "));
    if let Some((_, text)) = waits {
        return Some(RunningAction {
            text: text.to_owned(),
            seconds: None,
            strategy: String::new(),
        });
    }
    let (what, how) = text.rsplit_once("; ").unwrap_or((text, ""));
    let (age, strategy) = how.split_once(' ').unwrap_or((how, ""));
    let seconds = age.strip_suffix('s').and_then(|age| age.parse().ok());
    (!text.is_empty()).then(|| RunningAction {
        text: if seconds.is_some() { what } else { text }.to_owned(),
        seconds,
        strategy: strategy.trim().to_owned(),
    })
}

/// What Bazel does before it runs actions.
fn phase(line: &str) -> Option<&str> {
    const PHASES: [&str; 4] = [
        "Loading: ",
        "Analyzing: ",
        "Computing main repo mapping:",
        "Starting local Bazel server",
    ];
    PHASES
        .iter()
        .any(|start| line.starts_with(start))
        .then(|| line.trim_end().trim_end_matches(':'))
}

#[cfg(test)]
mod tests;
