//! The file `.tk/failed.json`.

use std::fs::File;
use std::io::ErrorKind;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::ui::printer::{Paint, Printer};
use checkout::files;
use checkout::{Mode, Workspace};

/// Raised when the file's format changes.
const VERSION: u32 = 1;

/// The commands that share a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `tk build`, `tk check` and `tk verify`.
    Build,
    /// `tk test`.
    Test,
}

impl Kind {
    /// The command that reruns it.
    pub fn command(self) -> &'static str {
        match self {
            Self::Build => "tk build",
            Self::Test => "tk test",
        }
    }
}

/// The whole record.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    version: u32,
    #[serde(default)]
    build: Run,
    #[serde(default)]
    test: Run,
}

/// The record of one kind of command.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// When the last run ended, in milliseconds since 1970-01-01 UTC; 0: never.
    pub ended_ms: i64,
    /// The mode in which something failed last.
    pub last_mode: Option<String>,
    /// The platform of that run, if it was not the host's.
    pub last_platform: Option<String>,
    /// What failed in its last run.
    pub failed: Vec<Entry>,
}

impl Run {
    /// What failed in a mode, for a platform.
    pub fn labels(&self, mode: Mode, platform: Option<&str>) -> Vec<String> {
        let is_meant =
            |entry: &&Entry| entry.mode == mode.name() && entry.platform.as_deref() == platform;
        let meant = self.failed.iter().filter(is_meant);
        meant.map(|entry| entry.label.clone()).collect()
    }
}

/// A target that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its label, or the pattern that could not be built.
    pub label: String,
    /// The mode in which it failed.
    pub mode: String,
    /// The platform for which it failed, if it was not the host's.
    pub platform: Option<String>,
    /// When it failed, milliseconds since 1970-01-01 UTC.
    pub failed_ms: i64,
}

impl Memory {
    /// Reads the record; `None` if there is no file, or if it is damaged, with a warning.
    pub fn read(workspace: &Workspace, printer: &mut Printer) -> Option<Self> {
        let path = path(workspace);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return None,
            Err(error) => {
                warn(printer, &path, &error);
                return None;
            }
        };
        match serde_json::from_slice::<Self>(&bytes) {
            Ok(memory) if memory.version == VERSION => Some(memory),
            Ok(memory) => {
                warn(
                    printer,
                    &path,
                    &format!("unknown version {}", memory.version),
                );
                None
            }
            Err(error) => {
                warn(printer, &path, &error);
                None
            }
        }
    }

    /// The record of a kind of command.
    pub fn run_mut(&mut self, kind: Kind) -> &mut Run {
        match kind {
            Kind::Build => &mut self.build,
            Kind::Test => &mut self.test,
        }
    }

    /// Changes the record. Commands that end at the same time wait for each other, so that none undoes what another has
    /// recorded. A damaged record is replaced, with a warning.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn change(
        workspace: &Workspace,
        printer: &mut Printer,
        change: impl FnOnce(&mut Self),
    ) -> Result<()> {
        let _lock = lock(workspace)?;
        let mut memory = Self::read(workspace, printer).unwrap_or_default();
        change(&mut memory);
        memory.version = VERSION;
        Ok(files::write_json(&path(workspace), &memory)?)
    }
}

/// Held for as long as it takes to read and write the file.
fn lock(workspace: &Workspace) -> Result<File> {
    let path = workspace.make_state_dir().join("failed.lock");
    let file = files::open_private(&path).map_err(Error::write(&path))?;
    file.lock().map_err(Error::write(&path))?;
    Ok(file)
}

fn path(workspace: &Workspace) -> PathBuf {
    workspace.state_dir().join("failed.json")
}

fn warn(printer: &mut Printer, path: &std::path::Path, why: &dyn std::fmt::Display) {
    let warning = printer.paint(Paint::Warning, "warning:");
    printer.line(&format!("{warning} ignoring {}: {why}", path.display()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::printer::tests::captured;

    #[test]
    fn commands_that_end_at_the_same_time_all_record() {
        const COMMANDS: i64 = 8;
        const TIMES: i64 = 20;
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::without_bazel(dir.path());
        std::thread::scope(|scope| {
            for command in 0..COMMANDS {
                let workspace = &workspace;
                scope.spawn(move || {
                    let (mut printer, ..) = captured();
                    for time in 0..TIMES {
                        let entry = Entry {
                            label: format!("//:{command}_{time}"),
                            mode: "test".to_owned(),
                            platform: None,
                            failed_ms: time,
                        };
                        Memory::change(workspace, &mut printer, |memory| {
                            memory.run_mut(Kind::Test).failed.push(entry);
                        })
                        .unwrap();
                    }
                });
            }
        });
        let (mut printer, ..) = captured();
        let mut memory = Memory::read(&workspace, &mut printer).unwrap();
        let recorded = memory.run_mut(Kind::Test).failed.len();
        assert_eq!(i64::try_from(recorded).unwrap(), COMMANDS * TIMES);
    }
}
