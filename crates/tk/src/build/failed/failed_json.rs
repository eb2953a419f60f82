//! The file `.tk/failed.json`.

use std::io::ErrorKind;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::ui::printer::{Paint, Printer};
use checkout::Workspace;
use checkout::files;

/// Raised when the file's form changes.
const VERSION: u32 = 1;

/// Which commands share what they remember.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `tk build`, `tk check` and `tk verify`.
    Build,
    /// `tk test`.
    Test,
}

impl Kind {
    /// The command that repeats it.
    pub fn command(self) -> &'static str {
        match self {
            Self::Build => "tk build",
            Self::Test => "tk test",
        }
    }
}

/// All that is remembered.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    version: u32,
    #[serde(default)]
    build: Run,
    #[serde(default)]
    test: Run,
}

/// What is remembered of one kind of command.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// When the last one ended, milliseconds since 1970-01-01 UTC; 0: there was none.
    pub ended_ms: i64,
    /// The mode in which something failed last.
    pub last_mode: Option<String>,
    /// The platform for which that was, where it was not the host's.
    pub last_platform: Option<String>,
    /// What failed when it was last tried.
    pub failed: Vec<Entry>,
}

/// A target that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its label, or the pattern that could not be built.
    pub label: String,
    /// The mode in which it failed.
    pub mode: String,
    /// The platform for which it failed, where it was not the host's.
    pub platform: Option<String>,
    /// When it failed, milliseconds since 1970-01-01 UTC.
    pub failed_ms: i64,
}

impl Memory {
    /// What is remembered; nothing where there is no file. A damaged one is nothing, too, and said.
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
                    &format!("version {} is unknown", memory.version),
                );
                None
            }
            Err(error) => {
                warn(printer, &path, &error);
                None
            }
        }
    }

    /// What is remembered of a kind of command.
    pub fn run_mut(&mut self, kind: Kind) -> &mut Run {
        match kind {
            Kind::Build => &mut self.build,
            Kind::Test => &mut self.test,
        }
    }

    /// Replaces the file in one piece.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, workspace: &Workspace) -> Result<()> {
        self.version = VERSION;
        Ok(files::write_json(&path(workspace), self)?)
    }
}

fn path(workspace: &Workspace) -> PathBuf {
    workspace.state_dir().join("failed.json")
}

fn warn(printer: &mut Printer, path: &std::path::Path, why: &dyn std::fmt::Display) {
    let warning = printer.paint(Paint::Warning, "warning:");
    printer.line(&format!(
        "{warning} {} cannot be read, and is as good as empty: {why}",
        path.display()
    ));
}
