//! What tools and tests say that do not fail, taken from where Bazel's events name it: in Bazel's own output it
//! cannot be told from what Bazel says.

mod asked;
mod shown;
mod test_logs;
mod unended_lines;

use std::collections::HashSet;

use bep::Printed;
use bep::wire::{
    ActionCompletedId, ActionExecuted, BuildEvent, Id, OptionsParsed, Payload, TestResult,
};

use asked::{Asked, TestOutput};
use bazel::display::Line;
pub use shown::{events, show, spoken};
use test_logs::TestLogs;
use unended_lines::Unended;

/// The mnemonic of the action that runs a test: what it says, the test's own log has.
const TEST_MNEMONIC: &str = "TestRunner";

/// How many lines wait for Bazel's options, at most.
const MOST_WAITING: usize = 10_000;

/// Something that was said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Who said it, for the line above; `None`: it goes on.
    pub by: Option<Speaker>,
    /// The text, with escapes as they are.
    pub text: String,
    /// What is left out before it.
    pub note: Option<String>,
}

impl Said {
    /// A line that belongs to what was said before, or to nobody in particular.
    pub fn line(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            ..Self::default()
        }
    }
}

/// Who said something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Speaker {
    /// The target.
    pub label: String,
    /// The kind of action.
    pub mnemonic: String,
    /// Which of several runs.
    pub run: String,
}

/// Collects what is said.
#[derive(Debug, Default)]
pub struct Outputs {
    asked: Option<Asked>,
    /// Lines that came before Bazel's options.
    waiting: Vec<(Kind, String)>,
    in_tools_words: bool,
    /// The actions of which it was told: Bazel can repeat itself.
    told: HashSet<(String, String, String)>,
    tests: TestLogs,
    unended: Unended,
}

/// To what a line of Bazel's output belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// To a successful tool's words.
    Tool,
    /// To a test's.
    Test,
}

impl Outputs {
    /// Takes an event in: what it says, in order.
    pub fn event(&mut self, event: &BuildEvent) -> Vec<Said> {
        let Some(id) = event.id.as_ref().and_then(|id| id.id.as_ref()) else {
            return Vec::new();
        };
        match (id, &event.payload) {
            (_, Some(Payload::OptionsParsed(options))) => self.options(options),
            (Id::ActionCompleted(id), Some(Payload::Action(action))) => {
                self.action(id, action).into_iter().collect()
            }
            (Id::TestResult(_), Some(Payload::TestResult(result))) if self.are_streamed() => {
                self.last_lines(result)
            }
            (Id::TestResult(id), Some(Payload::TestResult(result))) => {
                let asked = self.asked();
                self.tests.result(id, result, asked).into_iter().collect()
            }
            (Id::TestSummary(id), Some(Payload::TestSummary(summary))) => {
                let asked = self.asked();
                self.tests.summary(&id.label, summary.overall_status, asked)
            }
            _ => Vec::new(),
        }
    }

    /// What Bazel was asked to show; until it said so, what it shows by default.
    fn asked(&self) -> Asked {
        self.asked.unwrap_or_default()
    }

    /// Whether tests' output is passed on as it comes: it is not shown again when one fails.
    pub fn are_streamed(&self) -> bool {
        self.asked().tests == TestOutput::Streamed
    }

    /// Whether Bazel prints the output of tests that fail.
    pub fn has_tests(&self) -> bool {
        self.asked().tests != TestOutput::Summary
    }

    fn options(&mut self, options: &OptionsParsed) -> Vec<Said> {
        self.asked = Some(Asked::of(&options.cmd_line));
        let waiting = std::mem::take(&mut self.waiting);
        let said = waiting.into_iter();
        said.filter_map(|(kind, text)| self.passed_on(kind, &text, false))
            .collect()
    }

    /// What is left of a test that was streamed: its last line, if it has no end.
    fn last_lines(&mut self, result: &TestResult) -> Vec<Said> {
        let log = test_logs::log_of(result).filter(|_| !result.cached_locally);
        let printed = log.and_then(|log| Printed::read(log, self.asked().most_bytes));
        let end = printed.and_then(|printed| self.unended.end_of(&printed.text));
        let lines = self.unended.release().into_iter().chain(end);
        lines.map(|line| Said::line(&line)).collect()
    }

    fn action(&mut self, id: &ActionCompletedId, action: &ActionExecuted) -> Option<Said> {
        let is_test = action.r#type == TEST_MNEMONIC;
        let is_shown = action.success && !is_test && !self.asked().filtered;
        let is_streamed_beside = self.are_streamed() && !is_test;
        if !(is_shown || is_streamed_beside) {
            return None;
        }
        let printed = Printed::by_action(action, self.asked().most_bytes);
        if is_streamed_beside {
            for part in &printed {
                self.unended.end_of(&part.text);
            }
        }
        if !is_shown {
            return None;
        }
        let by = Speaker {
            label: bep::readable_label(&id.label),
            mnemonic: action.r#type.clone(),
            run: String::new(),
        };
        let said = said(by, &printed)?;
        let configuration = id.configuration.as_ref().map(|id| id.id.clone());
        let key = (
            id.label.clone(),
            id.primary_output.clone(),
            configuration.unwrap_or_default(),
        );
        self.told.insert(key).then_some(said)
    }

    /// Takes a line of Bazel's output in, while a test is running or not: what is to be shown of it.
    pub fn line(&mut self, line: Line, is_testing: bool) -> Option<Said> {
        let (kind, text) = match line {
            Line::Progress => {
                let held = is_testing.then(|| self.unended.release()).flatten();
                return held.map(|line| Said::line(&line));
            }
            Line::Message(text) => {
                self.in_tools_words = text.starts_with("INFO: From ");
                (Kind::Tool, text)
            }
            Line::Further(text) => (Kind::Tool, text),
            Line::PassedOn(text) => (Kind::Test, text),
        };
        if kind == Kind::Tool && !self.in_tools_words {
            return None;
        }
        if self.asked.is_none() && self.waiting.len() < MOST_WAITING {
            self.waiting.push((kind, text.to_owned()));
            return None;
        }
        self.passed_on(kind, text, is_testing)
    }

    fn passed_on(&mut self, kind: Kind, text: &str, is_testing: bool) -> Option<Said> {
        match kind {
            // Only Bazel knows which tools its filter lets through.
            Kind::Tool => self.asked().filtered.then(|| Said::line(text)),
            Kind::Test if self.are_streamed() => {
                let line = self.unended.pass(text, is_testing);
                line.map(|line| Said::line(&line))
            }
            Kind::Test => None,
        }
    }

    /// What is still to be said when Bazel has ended.
    pub fn finish(&mut self) -> Vec<Said> {
        let held = self.unended.release();
        let mut rest: Vec<Said> = held.iter().map(|line| Said::line(line)).collect();
        rest.extend(self.tests.finish());
        rest
    }
}

/// What somebody printed, if it is more than blanks.
fn said(by: Speaker, printed: &[Printed]) -> Option<Said> {
    let texts: Vec<&str> = printed
        .iter()
        .map(|part| part.text.trim_end_matches(['\r', '\n']))
        .filter(|text| !text.trim().is_empty())
        .collect();
    let notes: Vec<String> = printed.iter().filter_map(note).collect();
    (!texts.is_empty() || !notes.is_empty()).then(|| Said {
        by: Some(by),
        text: texts.join("\n"),
        note: (!notes.is_empty()).then(|| notes.join("\n")),
    })
}

/// Where the rest of a long text is.
fn note(printed: &Printed) -> Option<String> {
    let path = printed.path.as_ref()?;
    (printed.left_out > 0).then(|| {
        format!(
            "({} bytes before this are left out; until the next build they are in {})",
            printed.left_out,
            path.display()
        )
    })
}

#[cfg(test)]
mod tests;
