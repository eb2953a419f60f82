//! After a build: records why each of its processes ran, and their inputs for the next comparison.

use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use bazel::Recordings;
use bazel::execution_log::{self, Spawn};
use bep::StepDefinition;
use redact::Redactor;
use rusqlite::{Connection, params};

use super::bazels_reasons::BazelsReasons;
use super::command::{Command, Salt};
use super::inputs::Files;
use super::last_run::{self, ActionKey, LastRun};
use super::reason::{Kind, Reason};
use super::runfiles;
use crate::error::Result;

/// The most outputs of an action to keep: they link inputs to the actions that wrote them.
const MAX_OUTPUTS: usize = 100;

/// Records all processes of a build.
pub fn record(
    connection: &Connection,
    build: i64,
    root: &Path,
    recordings: &Recordings,
    steps: &[StepDefinition],
    redactor: &Redactor,
) -> Result<()> {
    let log = match File::open(&recordings.executions) {
        Ok(log) => log,
        // Nothing was to be recorded, or Bazel did not get that far.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    if log.metadata()?.len() == 0 {
        return Ok(());
    }
    let mut recorder = Recorder {
        connection,
        build,
        root,
        steps: StepsOfLabels::new(steps),
        redactor,
        salt: Salt::of(connection)?,
        files: Files::new(connection, redactor)?,
        bazels: BazelsReasons::read(&recordings.reasons),
    };
    execution_log::read(BufReader::with_capacity(1 << 20, log), |spawn| {
        recorder.spawn(spawn)
    })
}

struct Recorder<'c> {
    connection: &'c Connection,
    build: i64,
    root: &'c Path,
    steps: StepsOfLabels<'c>,
    redactor: &'c Redactor,
    salt: Salt,
    files: Files<'c>,
    bazels: BazelsReasons,
}

impl<'c> Recorder<'c> {
    fn spawn(&mut self, spawn: &Spawn<'_>) -> Result<()> {
        let Some(output) = spawn.listed_outputs.first() else {
            return Ok(());
        };
        let output = &self.redactor.text(output);
        // A second process of each test writes this from the log of the first.
        if spawn.mnemonic == "TestRunner" && output.ends_with("/test.xml") {
            return Ok(());
        }
        let label = self.redactor.text(&bep::readable_label(&spawn.label));
        let key = ActionKey {
            label: &label,
            mnemonic: &spawn.mnemonic,
            output,
        };
        let before = last_run::find(self.connection, key)?;
        if let Some(before) = before.as_ref().filter(|before| before.build == self.build) {
            return self.again(before, spawn);
        }
        let command = Command::of(spawn, &self.salt, self.redactor);
        let inputs = self.files.numbers(&spawn.inputs)?;
        let reason = match &before {
            Some(before) => self.compared(spawn, output, before, &command, &inputs)?,
            None => self.first(&label, spawn, output)?,
        };
        let action = last_run::replace(
            self.connection,
            key,
            self.build,
            spawn.exit_code,
            &command,
            &inputs,
        )?;
        self.insert(action, &label, spawn, &reason)
    }

    /// Merges a retry of a test: the reason is the first attempt's, the result the last one's.
    fn again(&self, before: &LastRun, spawn: &Spawn<'_>) -> Result<()> {
        self.connection.execute(
            "UPDATE actions SET exit_code = ?1 WHERE id = ?2",
            params![spawn.exit_code, before.id],
        )?;
        self.connection.execute(
            "UPDATE runs SET exit_code = ?1 WHERE action = ?2 AND build = ?3",
            params![spawn.exit_code, before.id, self.build],
        )?;
        Ok(())
    }

    fn compared(
        &self,
        spawn: &Spawn<'_>,
        output: &str,
        before: &LastRun,
        command: &Command,
        inputs: &[u64],
    ) -> Result<Reason> {
        let mut reason = Reason {
            since: Some(before.build),
            ..Reason::default()
        };
        self.files.compare(inputs, &before.inputs, &mut reason)?;
        runfiles::resolve(&mut reason.files, self.root);
        command.compare(&before.command, &mut reason);
        reason.kind = if reason.has_changes() {
            Kind::Changed
        } else if before.exit_code != 0 {
            Kind::FailedBefore
        } else {
            let (kind, words) = self.bazels.of_unchanged(&spawn.label, output);
            reason.bazel = words;
            match kind {
                Kind::Unknown if !spawn.cacheable => Kind::NeverCached,
                kind => kind,
            }
        };
        Ok(reason.shortened())
    }

    /// It never ran with this output: perhaps with that of another configuration.
    fn first(&self, label: &str, spawn: &Spawn<'_>, output: &str) -> Result<Reason> {
        let mut select = self.connection.prepare(
            "SELECT build, output FROM actions WHERE label = ?1 AND mnemonic = ?2 \
             ORDER BY build DESC",
        )?;
        let own = split_configuration(output);
        let others = select.query_map(params![label, spawn.mnemonic], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
        })?;
        for other in others {
            let (build, other) = other?;
            if let (Some((here, rest)), Some((there, same))) = (own, split_configuration(&other))
                && rest == same
                && here != there
            {
                return Ok(Reason {
                    kind: Kind::OtherConfiguration,
                    since: Some(build),
                    configuration: Some(there.to_owned()),
                    ..Reason::default()
                });
            }
        }
        Ok(Reason::default())
    }

    fn insert(&self, action: i64, label: &str, spawn: &Spawn<'_>, reason: &Reason) -> Result<()> {
        let mut insert = self.connection.prepare(
            "INSERT OR REPLACE INTO runs (build, action, step, runner, exit_code, duration_ms, reason, outputs) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?;
        let outputs: Vec<String> = spawn
            .listed_outputs
            .iter()
            .take(MAX_OUTPUTS)
            .map(|path| self.redactor.text(path))
            .collect();
        insert.execute(params![
            self.build,
            action,
            self.steps.of(label, &spawn.mnemonic),
            spawn.runner,
            spawn.exit_code,
            spawn.duration_ms,
            serde_json::to_string(reason).unwrap_or_default(),
            serde_json::to_string(&outputs).unwrap_or_default(),
        ])?;
        Ok(())
    }
}

/// `bazel-out/CONFIGURATION/REST`.
fn split_configuration(output: &str) -> Option<(&str, &str)> {
    output.strip_prefix("bazel-out/")?.split_once('/')
}

/// The steps that labels belong to.
struct StepsOfLabels<'s> {
    /// The steps that claim only some mnemonics.
    by_kind: HashMap<(&'s str, &'s str), &'s str>,
    all: HashMap<&'s str, &'s str>,
}

impl<'s> StepsOfLabels<'s> {
    fn new(steps: &'s [StepDefinition]) -> Self {
        let mut own = Self {
            by_kind: HashMap::new(),
            all: HashMap::new(),
        };
        for step in steps {
            for label in &step.labels {
                if step.mnemonics.is_empty() {
                    own.all.entry(label).or_insert(&step.name);
                }
                for mnemonic in &step.mnemonics {
                    own.by_kind.entry((label, mnemonic)).or_insert(&step.name);
                }
            }
        }
        own
    }

    fn of(&self, label: &str, mnemonic: &str) -> Option<&'s str> {
        self.by_kind
            .get(&(label, mnemonic))
            .or_else(|| self.all.get(label))
            .copied()
    }
}
