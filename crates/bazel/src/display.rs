//! Bazel's own progress, parsed from its output: events report an action when it ends, the display
//! names running actions.
//!
//! With `--curses=yes --color=no` a report is a line such as `[12 / 40] 3 actions, 2 running`
//! and a line for each action, indented by four spaces; before Bazel prints anything else it
//! returns the carriage once for each of them. With `--curses=no` the report is one line.

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

/// Reads what Bazel prints, line by line.
#[derive(Debug, Default)]
pub struct ProgressReader {
    /// The last report.
    pub now: BazelProgress,
    part: Part,
}

/// The part of a report to which the last line belonged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Part {
    /// No part of a report.
    #[default]
    None,
    /// What Bazel does before it knows all actions.
    Phase,
    /// How many actions there are, and which are running.
    Actions,
}

impl ProgressReader {
    /// Reads a line; returns it if it is not progress.
    pub fn take<'a>(&mut self, line: &'a str) -> Option<&'a str> {
        let text = line.trim_start_matches('\r');
        let follows = self.part != Part::None && text.len() == line.len();
        if let Some(mut report) = counted(text) {
            // In one report the phase stands before the counts.
            if follows && self.part == Part::Phase {
                report.phase = self.now.phase.take();
                report.phase_details = std::mem::take(&mut self.now.phase_details);
            }
            self.now = report;
            self.part = Part::Actions;
            return None;
        }
        if let Some(phase) = phase(text) {
            self.now.phase = Some(phase.to_owned());
            self.now.phase_details.clear();
            self.part = Part::Phase;
            return None;
        }
        match text.strip_prefix("    ") {
            Some(detail) if follows && self.part == Part::Phase => {
                self.now.phase_details.push(detail.trim().to_owned());
                None
            }
            Some(action) if follows => {
                self.now.running.extend(running(action));
                None
            }
            _ if follows && text.is_empty() => None,
            // Bazel ends its display so, and says what failed elsewhere.
            _ if text.trim_end() == "FAILED:" => None,
            _ => {
                self.part = Part::None;
                Some(text)
            }
        }
    }
}

/// What Bazel printed, without its progress.
pub fn without_progress(output: &str) -> impl Iterator<Item = &str> {
    let mut reader = ProgressReader::default();
    output.lines().filter_map(move |line| reader.take(line))
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
