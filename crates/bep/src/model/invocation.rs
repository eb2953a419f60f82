//! The invocation as a whole.

use std::path::Path;

use redact::Redactor;

use crate::report::{Invocation, Outcome};
use crate::text;
use crate::wire::{
    BuildFinished, BuildMetrics, BuildStarted, BuildToolLogs, OptionsParsed,
    UnstructuredCommandLine,
};

use super::files::OutputFile;
use super::options::ReportOptions;

/// Bazel's exit codes for tests that failed, for none to run, and for an interrupted build.
const TESTS_FAILED: i32 = 3;
const NO_TESTS: i32 = 4;
const INTERRUPTED: i32 = 8;
/// A shell's exit code for a process that SIGINT ended.
const KILLED_BY_SIGINT: i32 = 130;

/// What the events say of the invocation.
#[derive(Clone, Debug, Default)]
pub(super) struct InvocationLog {
    started: Option<Started>,
    finished: Option<Finished>,
    wall_time_ms: Option<f64>,
    /// Each event's patterns: those left out come in an event of their own.
    patterns: Vec<Vec<String>>,
    /// The command as the command line has it.
    command: Option<String>,
    /// What a build setting named `mode` was given on the command line.
    mode_setting: Option<String>,
    /// The last `--config` that names a mode.
    mode_config: Option<String>,
    /// Knows the secrets of the command line and of the client's environment.
    secrets: Redactor,
    tool_logs: Vec<OutputFile>,
}

#[derive(Clone, Debug)]
struct Started {
    id: String,
    command: String,
    bazel_version: String,
    start_ms: f64,
    workspace: Option<String>,
    /// Its absolute path: for cutting it off others, never for showing.
    workspace_directory: String,
}

#[derive(Clone, Debug)]
struct Finished {
    /// `None` where the event does not say which.
    code: Option<i32>,
    name: String,
    end_ms: f64,
    message: Option<String>,
}

impl InvocationLog {
    pub(super) fn started(&mut self, event: &BuildStarted) {
        let directory = Path::new(&event.workspace_directory).file_name();
        self.started = Some(Started {
            id: event.uuid.clone(),
            command: event.command.clone(),
            bazel_version: event.build_tool_version.clone(),
            start_ms: time_ms(event.start_time.as_ref(), event.start_time_millis),
            workspace: directory.map(|name| text::unmangled(&name.to_string_lossy()).into_owned()),
            workspace_directory: text::unmangled(&event.workspace_directory).into_owned(),
        });
    }

    pub(super) fn finished(&mut self, event: &BuildFinished) {
        let detail = event
            .failure_detail
            .as_ref()
            .map(|detail| text::unmangled(&detail.message).into_owned());
        let told = event.exit_code.clone().unwrap_or_default();
        self.finished = Some(Finished {
            code: exit_code(event),
            name: told.name,
            end_ms: time_ms(event.finish_time.as_ref(), event.finish_time_millis),
            message: detail.filter(|message| !message.is_empty()),
        });
    }

    pub(super) fn metrics(&mut self, event: &BuildMetrics) {
        let wall_time = event
            .timing_metrics
            .map(|times| times.wall_time_in_ms as f64);
        self.wall_time_ms = wall_time.filter(|time| *time > 0.0);
    }

    pub(super) fn options(&mut self, event: &OptionsParsed) {
        let config = |options: &[String]| options.iter().rev().find_map(|it| mode_config(it));
        self.mode_config = config(&event.cmd_line).or_else(|| config(&event.explicit_cmd_line));
        self.know(|redactor| redactor.with_command_line(&event.explicit_cmd_line));
        self.know(|redactor| redactor.with_defaults(&event.cmd_line));
    }

    /// Nothing else of the command line is kept, but to recognize the secrets in it: it contains the client's
    /// environment.
    pub(super) fn command_line(&mut self, event: &UnstructuredCommandLine) {
        let is_word = |word: &&String| word.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'-'));
        self.command = event.args.first().filter(is_word).cloned();
        self.mode_setting = event.args.iter().rev().find_map(|it| mode_setting(it));
        self.know(|redactor| redactor.with_defaults(&event.args));
    }

    fn know(&mut self, more: impl FnOnce(&Redactor) -> Option<Redactor>) {
        if let Some(redactor) = more(&self.secrets) {
            self.secrets = redactor;
        }
    }

    /// What redacts the secrets of the command line.
    pub(super) fn secrets(&self) -> &Redactor {
        &self.secrets
    }

    pub(super) fn asked_for(&mut self, patterns: &[String]) {
        let patterns: Vec<_> = patterns
            .iter()
            .map(|pattern| Redactor::new().text(&text::unmangled(pattern)))
            .collect();
        if let Err(place) = self.patterns.binary_search(&patterns) {
            self.patterns.insert(place, patterns);
        }
    }

    pub(super) fn tool_logs(&mut self, event: &BuildToolLogs) {
        self.tool_logs = event.log.iter().map(OutputFile::new).collect();
        self.tool_logs.retain(|log| log.path.is_some());
    }

    pub(super) fn tool_log_files(&self) -> Vec<OutputFile> {
        self.tool_logs.clone()
    }

    pub(super) fn id(&self) -> &str {
        self.started.as_ref().map_or("", |started| &started.id)
    }

    /// The workspace's absolute path; empty when the stream lost it.
    pub(super) fn workspace_directory(&self) -> &str {
        let started = self.started.as_ref();
        started.map_or("", |started| &started.workspace_directory)
    }

    pub(super) fn start_ms(&self) -> Option<f64> {
        let told = self.started.as_ref().map(|started| started.start_ms);
        told.filter(|start| *start > 0.0)
    }

    pub(super) fn exit_code(&self) -> Option<i32> {
        self.finished.as_ref()?.code
    }

    pub(super) fn failure_message(&self) -> Option<&str> {
        self.finished.as_ref()?.message.as_deref()
    }

    pub(super) fn exit_name(&self) -> Option<&str> {
        self.finished
            .as_ref()
            .map(|finished| finished.name.as_str())
    }

    /// Whether Bazel was to run tests, not only to build them.
    pub(super) fn runs_tests(&self) -> bool {
        let tests_were_missed = [Some(TESTS_FAILED), Some(NO_TESTS)].contains(&self.exit_code());
        matches!(self.command(), "test" | "coverage") || tests_were_missed
    }

    fn command(&self) -> &str {
        let told = self.started.as_ref().map(|started| &started.command);
        let told = told.filter(|command| !command.is_empty());
        told.or(self.command.as_ref()).map_or("", String::as_str)
    }

    /// `last_ms`: the last time that anything else mentions.
    pub(super) fn report(&self, options: &ReportOptions, last_ms: Option<f64>) -> Invocation {
        let started = self.started.as_ref();
        let finished = self.finished.as_ref();
        let exit_code = options.exit_code.or(self.exit_code());
        let told = self.mode_setting.as_ref().or(self.mode_config.as_ref());
        let same_code = finished.filter(|finished| finished.code == exit_code);
        Invocation {
            id: started.map(|s| s.id.clone()).unwrap_or_default(),
            command: self.command().to_owned(),
            patterns: self.patterns(),
            bazel_version: started.map(|s| s.bazel_version.clone()).unwrap_or_default(),
            start_time_ms: self.start_ms().unwrap_or(0.0),
            duration_ms: self.duration_ms(last_ms),
            outcome: self.outcome(options.exit_code),
            exit_code,
            exit_name: same_code
                .map(|f| f.name.clone())
                .filter(|name| !name.is_empty()),
            workspace: started.and_then(|s| s.workspace.clone()),
            mode: options.mode.as_ref().or(told).cloned(),
        }
    }

    /// Each once; an event about some of them repeats those.
    fn patterns(&self) -> Vec<String> {
        let mut lists: Vec<_> = self.patterns.iter().collect();
        lists.sort_by_key(|list| std::cmp::Reverse(list.len()));
        let mut patterns = Vec::new();
        for pattern in lists.into_iter().flatten() {
            if !patterns.contains(pattern) {
                patterns.push(pattern.clone());
            }
        }
        patterns
    }

    fn duration_ms(&self, last_ms: Option<f64>) -> f64 {
        let start = self.start_ms();
        let end = self.finished.as_ref().map(|finished| finished.end_ms);
        let until_end = |end: f64| start.map(|start| end - start).filter(|time| *time >= 0.0);
        let told = end.and_then(until_end).or(self.wall_time_ms);
        told.or_else(|| last_ms.and_then(until_end)).unwrap_or(0.0)
    }

    fn outcome(&self, process: Option<i32>) -> Outcome {
        let told = self.exit_code();
        match process.or(told) {
            None => Outcome::Incomplete,
            Some(0) => Outcome::Passed,
            // Where Bazel itself was content, the code is that of the program that it ran.
            Some(INTERRUPTED | KILLED_BY_SIGINT) if told != Some(0) => Outcome::Interrupted,
            Some(_) => Outcome::Failed,
        }
    }
}

/// What Bazel says of an interrupted build.
const INTERRUPTED_IN_WORDS: &str = "build interrupted";

/// Names of Bazel's exit codes, for streams that leave the numbers out.
const EXIT_CODES: &[(&str, i32)] = &[
    ("SUCCESS", 0),
    ("COMMAND_LINE_ERROR", 2),
    ("TESTS_FAILED", TESTS_FAILED),
    ("NO_TESTS_FOUND", NO_TESTS),
    ("INTERRUPTED", INTERRUPTED),
];

/// The exit code. Zero is also what a number reads as that was left out: then something else has to say that
/// the build succeeded.
fn exit_code(event: &BuildFinished) -> Option<i32> {
    let told = event.exit_code.clone().unwrap_or_default();
    let detail = event.failure_detail.as_ref();
    match (told.code, told.name.as_str()) {
        (0, "") if event.overall_success && detail.is_none() => Some(0),
        (0, "") => detail
            .filter(|it| it.message != INTERRUPTED_IN_WORDS)
            .map(|_| 1),
        (0, name) => {
            let known = EXIT_CODES.iter().find(|(known, _)| *known == name);
            Some(known.map_or(1, |(_, code)| *code))
        }
        (code, _) => Some(code),
    }
}

fn time_ms(time: Option<&crate::wire::Timestamp>, older: i64) -> f64 {
    time.map_or(older as f64, crate::wire::Timestamp::as_millis)
}

/// The value of a build setting named `mode`, such as `--//platforms:mode=production`.
fn mode_setting(option: &str) -> Option<String> {
    let (name, value) = option.strip_prefix("--")?.split_once('=')?;
    (name.contains("//") && name.ends_with(":mode")).then(|| value.to_owned())
}

fn mode_config(option: &str) -> Option<String> {
    let value = option.strip_prefix("--config=")?;
    matches!(value, "development" | "production" | "test").then(|| value.to_owned())
}
