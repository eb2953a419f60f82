//! Bazel's profile (`--profile`), for what the events leave out: when actions ran, and how.
//!
//! Bazel 7's events name the actions and not their times; its profile has both. It names them in
//! full only with `--experimental_profile_include_target_label`,
//! `--experimental_profile_include_primary_output` and `--noslim_profile`. The profile is a trace in JSON with one
//! event per line, which is how it is read here: in constant memory, up to where it is cut off.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;
use serde::Deserialize;

use crate::text;

/// When actions of one invocation ran, and how.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// The id of the invocation that it belongs to.
    pub invocation: String,
    /// Its actions, by their beginning.
    pub spans: Vec<ActionSpan>,
    /// The longest chain of work that waited for each other, by its beginning.
    pub critical_path: Vec<CriticalSpan>,
}

/// One link of the critical path. Times are milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub struct CriticalSpan {
    /// Bazel's words for it, such as `Executing genrule //:x`.
    pub description: String,
    /// When it began, since the start of the invocation; not when it began to wait.
    pub start_ms: f64,
    /// How long it took, without waiting.
    pub duration_ms: f64,
    /// How long it waited before for processors and memory that other actions had.
    pub queued_ms: f64,
    /// Where its action stands in [`Profile::spans`]; `None` for what is no action.
    pub span: Option<usize>,
}

/// One action in the profile. Times are milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub struct ActionSpan {
    /// The path of its first output below the execution root; empty when it was not recorded.
    pub primary_output: String,
    /// Its target's label; empty when it was not recorded or has none.
    pub label: String,
    /// Its kind of work.
    pub mnemonic: String,
    /// When it began, since the start of the invocation; not when it began to wait.
    pub start_ms: f64,
    /// How long it took, without waiting.
    pub duration_ms: f64,
    /// How long it waited before for processors and memory that other actions had.
    pub queued_ms: f64,
    /// How its result came to be.
    pub way: Way,
    /// Bazel's words for it, such as `Executing genrule //:x`.
    pub description: String,
}

/// How the result of an action came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// Bazel did it itself.
    Internal,
    /// It came from a disk or remote cache.
    Cached,
    /// A process ran, the profile does not say where.
    Process,
    /// A process ran in a sandbox.
    Sandbox,
    /// A process ran without a sandbox.
    Local,
    /// A persistent worker did it.
    Worker,
    /// A remote executor did it.
    Remote,
}

impl Way {
    /// A name for it, close to those that Bazel has for its runners.
    pub fn name(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Cached => "cache hit",
            Self::Process => "process",
            Self::Sandbox => "sandbox",
            Self::Local => "local",
            Self::Worker => "worker",
            Self::Remote => "remote",
        }
    }
}

/// Why a profile could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// The file could not be read.
    #[error("cannot read the profile {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file is something else.
    #[error("{} is not a Bazel profile", path.display())]
    NotProfile {
        /// The file.
        path: PathBuf,
    },
}

impl Profile {
    /// Reads the file that `--profile` wrote, compressed or not.
    pub fn read(path: &Path) -> Result<Self, ProfileError> {
        let failed = |source| ProfileError::Read {
            path: path.to_owned(),
            source,
        };
        let mut file = BufReader::new(File::open(path).map_err(failed)?);
        let compressed = file.fill_buf().map_err(failed)?.starts_with(&[0x1f, 0x8b]);
        let profile = if compressed {
            Self::from_lines(BufReader::new(MultiGzDecoder::new(file)))
        } else {
            Self::from_lines(file)
        };
        profile
            .map_err(failed)?
            .ok_or_else(|| ProfileError::NotProfile {
                path: path.to_owned(),
            })
    }

    /// Reads a trace; `None` when it is none of Bazel's.
    fn from_lines(mut lines: impl BufRead) -> io::Result<Option<Self>> {
        let mut head = Vec::new();
        lines.by_ref().take(MAX_LINE).read_until(b'\n', &mut head)?;
        let Some(invocation) = build_id(&head) else {
            return Ok(None);
        };
        let mut threads = BTreeMap::<i64, Thread>::new();
        let mut critical_path = Vec::new();
        let mut line = Vec::new();
        loop {
            line.clear();
            match lines.by_ref().take(MAX_LINE).read_until(b'\n', &mut line) {
                Ok(0) => break,
                Ok(_) => {}
                // A profile that Bazel did not finish: what came before stays true.
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => break,
                Err(error) => return Err(error),
            }
            match event(&line) {
                Some(event) if event.cat == CRITICAL => critical_path.push(link(&event)),
                Some(event) => threads.entry(event.tid).or_default().add(&event),
                None => {}
            }
        }
        let mut spans: Vec<_> = threads.into_values().flat_map(Thread::spans).collect();
        spans.sort_by(|a, b| a.start_ms.total_cmp(&b.start_ms));
        critical_path.sort_by(|a, b| a.start_ms.total_cmp(&b.start_ms));
        find_spans(&mut critical_path, &spans);
        Ok(Some(Self {
            invocation,
            spans,
            critical_path,
        }))
    }
}

/// The category of waiting for processors and memory.
const QUEUE: &str = "action resource lock";

/// The category of the critical path's links.
const CRITICAL: &str = "critical path component";

/// Links of actions are `action 'Executing genrule //:x'`.
fn link(event: &TraceEvent<'_>) -> CriticalSpan {
    let words = event.name.strip_prefix("action '");
    let words = words.and_then(|words| words.strip_suffix('\''));
    CriticalSpan {
        description: text::unmangled(words.unwrap_or(&event.name)).into_owned(),
        start_ms: event.ts as f64 / 1_000.0,
        duration_ms: event.dur.max(0) as f64 / 1_000.0,
        queued_ms: 0.0,
        span: None,
    }
}

/// Finds the action of each link: of those with the same words the one that began nearest to it.
/// Bazel notes the two times by different clocks, so they are never quite the same.
fn find_spans(path: &mut [CriticalSpan], spans: &[ActionSpan]) {
    let mut nearest: HashMap<&str, Vec<usize>> = HashMap::new();
    for link in path.iter() {
        nearest.entry(&link.description).or_default();
    }
    for (index, span) in spans.iter().enumerate() {
        if let Some(found) = nearest.get_mut(span.description.as_str()) {
            found.push(index);
        }
    }
    let found: Vec<_> = path
        .iter()
        .map(|link| {
            // A link begins when its action begins to wait.
            let begin = |span: &ActionSpan| span.start_ms - span.queued_ms;
            let distance = |index: &usize| (begin(&spans[*index]) - link.start_ms).abs();
            let same = nearest.get(link.description.as_str()).into_iter().flatten();
            same.copied()
                .min_by(|a, b| distance(a).total_cmp(&distance(b)))
        })
        .collect();
    for (link, found) in path.iter_mut().zip(found) {
        link.span = found;
        if let Some(span) = found.and_then(|index| spans.get(index)) {
            link.queued_ms = span.queued_ms.min(link.duration_ms);
            link.start_ms = whole_micros(link.start_ms + link.queued_ms);
            link.duration_ms = whole_micros(link.duration_ms - link.queued_ms);
        }
    }
}

/// As Bazel notes times: sums of fractions have more digits, which say nothing.
pub(crate) fn whole_micros(ms: f64) -> f64 {
    (ms * 1_000.0).round() / 1_000.0
}

/// No event is longer; a file of one endless line is none of Bazel's.
const MAX_LINE: u64 = 1 << 20;

/// One event of the trace, as far as it is read.
#[derive(Deserialize)]
struct TraceEvent<'a> {
    #[serde(borrow, default)]
    cat: Cow<'a, str>,
    #[serde(borrow, default)]
    name: Cow<'a, str>,
    #[serde(default)]
    ts: i64,
    #[serde(default)]
    dur: i64,
    #[serde(default)]
    tid: i64,
    #[serde(borrow, default)]
    out: Cow<'a, str>,
    #[serde(borrow, default)]
    args: Option<TraceArguments<'a>>,
}

#[derive(Deserialize)]
struct TraceArguments<'a> {
    #[serde(borrow, default)]
    target: Cow<'a, str>,
    #[serde(borrow, default)]
    mnemonic: Cow<'a, str>,
}

/// The invocation's id in the trace's first line.
fn build_id(head: &[u8]) -> Option<String> {
    let head = std::str::from_utf8(head).ok()?;
    let (_, rest) = head.split_once("\"build_id\":\"")?;
    rest.split_once('"').map(|(id, _)| id.to_owned())
}

fn event(line: &[u8]) -> Option<TraceEvent<'_>> {
    let line = line.trim_ascii();
    serde_json::from_slice(line.strip_suffix(b",").unwrap_or(line)).ok()
}

/// What one thread did: whole actions, and marks of how they were done.
#[derive(Default)]
struct Thread {
    actions: Vec<(i64, i64, ActionSpan)>,
    marks: Vec<(i64, Way)>,
    /// When it waited for resources, and how long.
    waits: Vec<(i64, i64)>,
}

impl Thread {
    fn add(&mut self, event: &TraceEvent<'_>) {
        if event.cat == "action processing" {
            let (label, mnemonic) = match &event.args {
                Some(arguments) => (
                    text::label(&arguments.target).into_owned(),
                    arguments.mnemonic.to_string(),
                ),
                None => (String::new(), String::new()),
            };
            let span = ActionSpan {
                primary_output: text::unmangled(&event.out).into_owned(),
                label,
                mnemonic,
                start_ms: event.ts as f64 / 1_000.0,
                duration_ms: event.dur.max(0) as f64 / 1_000.0,
                queued_ms: 0.0,
                way: Way::Internal,
                description: text::unmangled(&event.name).into_owned(),
            };
            self.actions
                .push((event.ts, event.ts.saturating_add(event.dur), span));
        } else if event.cat == QUEUE {
            self.waits.push((event.ts, event.dur.max(0)));
        } else if let Some(way) = way(event) {
            self.marks.push((event.ts, way));
        }
    }

    fn spans(mut self) -> impl Iterator<Item = ActionSpan> {
        self.marks.sort_unstable();
        self.waits.sort_unstable();
        let (marks, waits) = (self.marks, self.waits);
        self.actions.into_iter().map(move |(start, end, mut span)| {
            let ways = within(&marks, start, end).map(|(_, way)| *way);
            span.way = ways.max().unwrap_or(Way::Internal);
            // What a damaged profile says may be any number.
            let length = (end - start).max(0);
            let waits = within(&waits, start, end).map(|(_, wait)| *wait);
            let waited = waits.fold(0, i64::saturating_add).min(length);
            // An action waits before it works; the few that run several processes wait in between,
            // too, which moves their beginning and not their end.
            span.queued_ms = waited as f64 / 1_000.0;
            span.start_ms = (start + waited) as f64 / 1_000.0;
            span.duration_ms = (length - waited) as f64 / 1_000.0;
            span
        })
    }
}

/// Of what is sorted by time, that which happened from a start to an end.
fn within<T>(sorted: &[(i64, T)], start: i64, end: i64) -> impl Iterator<Item = &(i64, T)> {
    let first = sorted.partition_point(|(time, _)| *time < start);
    sorted[first..]
        .iter()
        .take_while(move |(time, _)| *time <= end)
}

/// What an event within an action's time says of how it is done; the greatest one counts, so that
/// a process that ran outweighs the outputs of a cache that it was given.
fn way(event: &TraceEvent<'_>) -> Option<Way> {
    match (&*event.cat, &*event.name) {
        ("remote action execution", _) => Some(Way::Remote),
        ("local action execution", _) => Some(Way::Local),
        (_, "sandbox.createFileSystem") => Some(Way::Sandbox),
        (_, "subprocess.run") => Some(Way::Process),
        ("remote output download", _) | (_, "Remote.download") => Some(Way::Cached),
        (category, _) if category.starts_with("worker ") => Some(Way::Worker),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
