//! The fast path: if nothing can have changed since Bazel itself had nothing to do for the same
//! command, `tk` reports so without running Bazel.
//!
//! The record is of a state in which Bazel had nothing to do: every file that it may read, its
//! outputs, its configuration, the environment. The crate `uptodate` proves that they are unchanged;
//! this module decides what to check for a build, and when nothing can be proven. After any change,
//! Bazel runs.

mod extensions;
mod flags_in_force;
mod inputs;
mod options;
mod preconditions;
mod records;
mod remember;
mod system;
mod tested_with;
mod unproven;

use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime};

use jiff::tz::TimeZone;
use uptodate::record::Record;
use uptodate::server::Server;
use uptodate::{Error, Stat, check, environment, rc};

pub use flags_in_force::Witness;
pub use unproven::Unproven;

use checkout::{Workspace, clock, env_vars, files, git};

/// The machine's time zone, unless a variable names another.
const OWN_ZONE: &str = "/etc/localtime";

/// A command that may have nothing to do.
pub struct Command<'a> {
    /// The checkout.
    pub workspace: &'a Workspace,
    /// Everything decided before Bazel runs: flags, targets, mode.
    pub decided: String,
    /// The platform's name: its folder below `dist/`.
    pub platform: String,
    /// Whether Bazel may be skipped.
    pub allowed: bool,
}

/// What was found unchanged.
#[derive(Clone, Copy, Debug)]
pub struct Proof {
    files: u64,
    rc_files: usize,
    variables: u64,
    outputs: u64,
    at: i64,
    /// Whether a variable sets the time zone for messages.
    has_zone: bool,
}

/// The moment before Bazel begins.
pub struct Start {
    /// The file system's clock, in nanoseconds since 1970.
    clock: i64,
    /// The system's clock.
    system: SystemTime,
    /// A monotonic clock.
    steady: Instant,
    /// What is in `bazel-out`, whose own times change in every build.
    outputs: Option<remember::OutputFolders>,
}

impl Command<'_> {
    /// Checks that nothing changed since Bazel last had nothing to do for this command.
    ///
    /// # Errors
    /// The first change found: then Bazel has to run.
    pub fn nothing_to_do(&self) -> Result<Proof, Unproven> {
        if !self.allowed {
            return Err(Unproven::Off);
        }
        let bytes = std::fs::read(self.file()).map_err(|_| Unproven::NotRemembered)?;
        let record = Record::decode(bytes)?;
        let header = &record.header;
        if header.key != self.key() {
            return Err(Unproven::NotRemembered);
        }
        let now = clock::now_ms();
        if now < header.at || (header.until != 0 && now >= header.until) {
            return Err(Unproven::Expired);
        }
        let variables = environment::variables();
        let (digest, count) = environment::digest(&variables, &header.named_variables);
        if digest != header.environment {
            return Err(Unproven::Environment);
        }
        if let Some(unseen) = &header.unseen
            && Server::running(&header.output_base).as_ref() != Some(&unseen.server)
        {
            return Err(Unproven::Unseen(unseen.path.clone()));
        }
        if let Some(changed) = rc::first_changed(&header.rc_files) {
            return Err(Error::changed(changed, "changed").into());
        }
        check::watched(&header.watched)?;
        if header.head.is_some() && header.head != self.head() {
            return Err(Unproven::Head);
        }
        check::folders(&record)?;
        Ok(Proof {
            files: header.files,
            rc_files: rc::count(&header.rc_files),
            variables: count,
            outputs: header.outputs,
            at: header.at,
            has_zone: variables.iter().any(|(name, _)| name == "TZ"),
        })
    }

    /// Records the moment before Bazel starts; `None` if that fails, and then the build is not recorded.
    pub fn start(&self) -> Option<Start> {
        if !self.allowed {
            return None;
        }
        let state = self.workspace.state_dir();
        files::create_private(&state).ok()?;
        let probe = tempfile::Builder::new()
            .prefix("fast-clock-")
            .tempfile_in(state)
            .ok()?;
        Some(Start {
            clock: Stat::of(probe.path()).ok()?.ctime,
            system: SystemTime::now(),
            steady: Instant::now(),
            outputs: remember::outputs_now(&self.workspace.root.join("bazel-out")),
        })
    }

    /// Everything that decides what Bazel would do.
    fn key(&self) -> String {
        let (environment, _) = environment::digest(&environment::variables(), &[]);
        [
            env!("CARGO_PKG_VERSION"),
            &self.workspace.root.to_string_lossy(),
            &self.workspace.bazel.to_string_lossy(),
            &system::machine(),
            &self.platform,
            &self.decided,
            &files::hex(&environment),
        ]
        .join("\n")
    }

    /// The commit that is checked out; empty if there is none.
    fn head(&self) -> Option<String> {
        Some(git::head(&self.workspace.root).unwrap_or_default())
    }

    fn file(&self) -> PathBuf {
        let digest = files::hex(&uptodate::sha256(self.key().as_bytes())[..8]);
        self.workspace.state_dir().join(format!("fast.{digest}"))
    }
}

fn home() -> Option<PathBuf> {
    env_vars::value(env_vars::HOME).map(PathBuf::from)
}

impl Proof {
    /// `nothing to do: 1,240 files, 3 rc files, 14 variables and 13 outputs unchanged since 12:03`
    pub fn sentence(&self) -> String {
        let rc_files = u64::try_from(self.rc_files).unwrap_or(u64::MAX);
        let own_zone = (!self.has_zone).then_some(Path::new(OWN_ZONE));
        format!(
            "nothing to do: {}, {}, {} and {} unchanged since {}",
            count(self.files, "file"),
            count(rc_files, "rc file"),
            count(self.variables, "variable"),
            count(self.outputs, "output"),
            clock_time(self.at, zone(own_zone)),
        )
    }
}

fn count(number: u64, noun: &str) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let plural = if number == 1 { "" } else { "s" };
    format!("{grouped} {noun}{plural}")
}

/// `12:03:10`, or `12:03 on 2026-01-31` if that is not today.
fn clock_time(milliseconds: i64, zone: TimeZone) -> String {
    let Ok(time) = jiff::Timestamp::from_millisecond(milliseconds) else {
        return "the last build".to_owned();
    };
    let then = time.to_zoned(zone.clone());
    let form = if then.date() == jiff::Timestamp::now().to_zoned(zone).date() {
        "%H:%M:%S"
    } else {
        "%H:%M on %Y-%m-%d"
    };
    then.strftime(form).to_string()
}

/// The time zone in a file, otherwise that of this process. Finding a zone by name reads all zones of the
/// machine: a sixth of the work of a build with nothing to do.
fn zone(file: Option<&Path>) -> TimeZone {
    file.and_then(|file| std::fs::read(file).ok())
        .and_then(|bytes| TimeZone::tzif("local", &bytes).ok())
        .unwrap_or_else(TimeZone::system)
}

#[cfg(test)]
mod tests;
