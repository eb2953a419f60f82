//! Bazel's profile (`--profile`), for what the events leave out: when actions ran, and how.
//!
//! Bazel 7's events name the actions and not their times; its profile has both. It names them in
//! full only with `--experimental_profile_include_target_label`,
//! `--experimental_profile_include_primary_output` and `--noslim_profile`. The profile is a trace in JSON with one
//! event per line, which is how it is read here: in constant memory, up to where it is cut off.

mod critical_path;
mod threads;
mod trace;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

use crate::error::{Error, Result};
use threads::Thread;

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
    /// How long it waited before for processors and memory.
    pub queued_ms: f64,
    /// The index of its action in [`Profile::spans`]; `None` if it is not an action.
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
    /// How long it waited before for processors and memory.
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

impl Profile {
    /// Reads the file that `--profile` wrote, compressed or not.
    pub fn read(path: &Path) -> Result<Self> {
        let failed = |source| Error::ProfileIo {
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
        profile.map_err(failed)?.ok_or_else(|| Error::NotProfile {
            path: path.to_owned(),
        })
    }

    /// Reads a trace; `None` if it is not one of Bazel's.
    fn from_lines(mut lines: impl BufRead) -> io::Result<Option<Self>> {
        let mut head = Vec::new();
        lines.by_ref().take(MAX_LINE).read_until(b'\n', &mut head)?;
        let Some(invocation) = trace::build_id(&head) else {
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
            match trace::event(&line) {
                Some(event) if critical_path::is_link(&event) => {
                    critical_path.push(critical_path::link(&event));
                }
                Some(event) => threads.entry(event.tid).or_default().add(&event),
                None => {}
            }
        }
        let mut spans: Vec<_> = threads.into_values().flat_map(Thread::spans).collect();
        spans.sort_by(|a, b| a.start_ms.total_cmp(&b.start_ms));
        critical_path.sort_by(|a, b| a.start_ms.total_cmp(&b.start_ms));
        critical_path::find_spans(&mut critical_path, &spans);
        Ok(Some(Self {
            invocation,
            spans,
            critical_path,
        }))
    }
}

/// As Bazel notes times: sums of fractions have more digits, which say nothing.
pub(crate) fn whole_micros(ms: f64) -> f64 {
    (ms * 1_000.0).round() / 1_000.0
}

/// The limit for an event's line: a file with a longer one is not Bazel's.
const MAX_LINE: u64 = 1 << 20;

#[cfg(test)]
mod tests;
