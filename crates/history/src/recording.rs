//! Records a finished build: all of it or nothing, whatever state the database is in.

use std::path::PathBuf;

use bazel::Recordings;
use bep::{Report, StepDefinition};
use checkout::{Workspace, clock};
use redact::Redactor;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use serde_json::Value;

use crate::builds::{self, Build};
use crate::error::{Error, Result};
use crate::{database, profiles, pruning, why};

/// The limits are applied after this many builds.
const PRUNE_EVERY: i64 = 20;

/// A finished build, not redacted: recording redacts it.
#[derive(Clone, Copy, Debug)]
pub struct EndedBuild<'a> {
    /// What the build did.
    pub report: &'a Report,
    /// The arguments, the command first.
    pub command_line: &'a [String],
    /// The mode, as `--config` names it.
    pub mode: &'a str,
    /// The commit that is checked out.
    pub commit: Option<&'a str>,
    /// Bazel's exit code.
    pub exit_code: u8,
    /// How long the build took, including Bazel's start and waiting.
    pub elapsed_ms: f64,
    /// The files that Bazel wrote about it.
    pub recordings: &'a Recordings,
    /// The steps as the build defined them.
    pub steps: &'a [StepDefinition],
    /// Redacts everything that is stored.
    pub redactor: &'a Redactor,
}

/// Side effects of recording a build.
#[derive(Debug, Default)]
pub struct Recorded {
    /// The build's number in this checkout.
    pub id: i64,
    /// The new path of a damaged database: a new history was started.
    pub set_aside: Option<PathBuf>,
    /// Why parts of the build are missing from the history.
    pub missing: Vec<Error>,
}

/// Records a build. If damage only shows while writing, the file is moved aside as well.
///
/// # Errors
/// When the build is not in the history.
pub fn record(workspace: &Workspace, ended: &EndedBuild<'_>) -> Result<Recorded> {
    let mut report = serde_json::to_value(ended.report).unwrap_or_default();
    ended.redactor.json(&mut report);
    let build = ended.build(&report);
    let recorder = Recorder {
        workspace,
        ended,
        build,
        report,
    };
    let (mut connection, set_aside) = database::open(workspace)?;
    match recorder.write(&mut connection) {
        Err(error) if error.is_damage() && set_aside.is_none() => {
            drop(connection);
            let set_aside = database::set_aside(&database::path(workspace))?;
            let (mut connection, _) = database::open(workspace)?;
            let recorded = recorder.write(&mut connection)?;
            Ok(Recorded {
                set_aside,
                ..recorded
            })
        }
        written => written.map(|recorded| Recorded {
            set_aside,
            ..recorded
        }),
    }
}

impl EndedBuild<'_> {
    /// The redacted build; redacts `report`.
    fn build(&self, report: &Value) -> Build {
        let (command, arguments) = match self.command_line.split_first() {
            None => (String::new(), Vec::new()),
            Some((command, rest)) => (
                self.redactor.text(command),
                self.redactor.command_line(rest),
            ),
        };
        let outcome = report["invocation"]["outcome"].as_str();
        Build {
            id: 0,
            uuid: self.report.invocation.id.clone(),
            command,
            arguments,
            mode: self.mode.to_owned(),
            outcome: outcome.unwrap_or_default().to_owned(),
            exit_code: i64::from(self.exit_code),
            started_ms: clock::now_ms() - self.elapsed_ms as i64,
            elapsed_ms: self.elapsed_ms,
            commit: self.commit.map(str::to_owned),
            actions: i64::from(self.report.actions.total),
            hit_rate: self.report.cache.hit_rate,
            failures: i64::try_from(self.report.failures.len()).unwrap_or(i64::MAX),
        }
    }
}

/// A redacted build, ready to be written.
struct Recorder<'a> {
    workspace: &'a Workspace,
    ended: &'a EndedBuild<'a>,
    build: Build,
    report: Value,
}

impl Recorder<'_> {
    /// Writes the build; returns its number, and why parts of it are missing.
    fn write(&self, connection: &mut Connection) -> Result<Recorded> {
        let path = database::path(self.workspace);
        let (id, log_error) = self
            .insert(connection)
            .map_err(|error| error.of_file(&path))?;
        let mut missing = Vec::from_iter(log_error);
        let folded = database::fold_long_log(connection, &path);
        missing.extend(folded.map_err(|error| error.of_file(&path)).err());
        if self.ended.report.actions.total > 0 {
            let profile = &self.ended.recordings.profile;
            let kept = profiles::keep(self.workspace, id, profile, self.ended.redactor);
            missing.extend(kept.err());
        }
        Ok(Recorded {
            id,
            set_aside: None,
            missing,
        })
    }

    /// Inserts the build as one transaction: its number, and why its processes are not recorded.
    fn insert(&self, connection: &mut Connection) -> Result<(i64, Option<Error>)> {
        let transaction = Transaction::new(connection, TransactionBehavior::Immediate)?;
        let id = builds::insert(&transaction, &self.build, &self.report)?;
        let log_error = match self.insert_processes(&transaction, id) {
            Ok(()) => None,
            Err(error @ Error::ExecutionLog(_)) => Some(error),
            Err(error) => return Err(error),
        };
        if id % PRUNE_EVERY == 0 {
            pruning::prune(&transaction, clock::now_ms())?;
        }
        transaction.commit()?;
        Ok((id, log_error))
    }

    fn insert_processes(&self, connection: &Connection, build: i64) -> Result<()> {
        why::record(
            connection,
            build,
            &self.workspace.root,
            self.ended.recordings,
            self.ended.steps,
            self.ended.redactor,
        )
    }
}

#[cfg(test)]
mod tests;
