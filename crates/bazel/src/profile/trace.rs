//! What Bazel's profile tells beyond its actions: the phases of the build, and what its threads
//! did and waited for.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, BufRead, Read};

use serde::Deserialize;

/// No event is longer.
const MAX_LINE: u64 = 1 << 24;

/// A profile, as far as [`super::analysis`] needs it. Times are milliseconds.
#[derive(Debug, Default, PartialEq)]
pub struct Trace {
    /// Beginnings of phases, in their order.
    pub markers: Vec<(String, f64)>,
    /// When the last event ended.
    pub end_ms: f64,
    /// How long the client took to reach the server, which is before time 0.
    pub launch_ms: f64,
    /// Sums by what was done.
    pub work: BTreeMap<Work, Sum>,
    /// When processes ran: beginnings and ends.
    pub processes: Vec<(f64, f64)>,
    /// When repositories were fetched.
    pub fetches: Vec<(f64, f64)>,
}

/// What a thread did inside or outside of actions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Work {
    /// The tools themselves.
    Process,
    /// Making, checking and removing sandboxes.
    Sandbox,
    /// Waiting for a process slot or memory.
    Queue,
    /// Asking caches.
    CacheCheck,
    /// Getting results from caches.
    Download,
    /// Putting results into caches.
    Upload,
    /// Looking whether actions are up to date, and at their outputs.
    Checking,
    /// Fetching repositories.
    Fetch,
    /// Garbage collection, which stops everything else.
    Garbage,
    /// Reading BUILD files.
    Packages,
}

/// How often and how long.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sum {
    /// How often.
    pub count: usize,
    /// The total time, over all threads.
    pub total_ms: f64,
}

#[derive(Deserialize)]
struct Event<'a> {
    #[serde(borrow, default)]
    cat: Cow<'a, str>,
    #[serde(borrow, default)]
    name: Cow<'a, str>,
    #[serde(default)]
    ts: i64,
    #[serde(default)]
    dur: i64,
}

impl Trace {
    /// Reads a profile up to where it ends or is cut off.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(mut lines: impl BufRead) -> io::Result<Self> {
        let mut trace = Self::default();
        let mut line = Vec::new();
        loop {
            line.clear();
            match lines.by_ref().take(MAX_LINE).read_until(b'\n', &mut line) {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => break,
                Err(error) => return Err(error),
            }
            let text = line.trim_ascii();
            let text = text.strip_suffix(b",").unwrap_or(text);
            if let Ok(event) = serde_json::from_slice::<Event<'_>>(text) {
                trace.add(&event);
            }
        }
        trace
            .markers
            .sort_by(|one, other| one.1.total_cmp(&other.1));
        Ok(trace)
    }

    fn add(&mut self, event: &Event<'_>) {
        let start = event.ts as f64 / 1000.0;
        let duration = event.dur.max(0) as f64 / 1000.0;
        self.end_ms = self.end_ms.max(start + duration);
        if event.cat == "build phase marker" {
            if event.ts < 0 {
                self.launch_ms = duration;
            } else {
                self.markers.push((event.name.to_string(), start));
            }
            return;
        }
        let Some(work) = work(&event.cat, &event.name) else {
            return;
        };
        let sum = self.work.entry(work).or_default();
        sum.count += 1;
        sum.total_ms += duration;
        match work {
            Work::Process => self.processes.push((start, start + duration)),
            Work::Fetch => self.fetches.push((start, start + duration)),
            _ => {}
        }
    }
}

/// The names of Bazel 7 and 8; other events are inside of these.
fn work(category: &str, name: &str) -> Option<Work> {
    Some(match (category, name) {
        (_, "subprocess.run") | ("remote execution process wall time", _) => Work::Process,
        (category, _) if category.starts_with("worker ") && category.contains("execution") => {
            Work::Process
        }
        (_, "sandbox.createFileSystem" | "sandbox.verifyPostCondition" | "sandbox.delete") => {
            Work::Sandbox
        }
        ("action resource lock" | "remote execution queuing time", _) => Work::Queue,
        ("remote action cache check", _) => Work::CacheCheck,
        ("remote output download", _) => Work::Download,
        ("remote execution upload time", _) => Work::Upload,
        ("action dependency checking", _) => Work::Checking,
        ("Fetching repository", _) => Work::Fetch,
        ("gc notification", _) => Work::Garbage,
        ("package creation", _) => Work::Packages,
        _ => return None,
    })
}
