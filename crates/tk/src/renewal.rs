//! `tk` renews itself: where a build of its own target has passed, that is the program which the launcher
//! starts from then on. So an edit of its sources costs no build of its own before each command.
//!
//! The launcher (`tk` in the root, `tools/bootstrap/build_tk.sh`) starts `.tk/bin/tk`, says whether that
//! is older than its sources, and builds it itself only where there is none.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;

use bep::TargetStatus;

use crate::build::Finished;
use crate::env_vars;
use crate::mode::Mode;
use crate::printer::Printer;
use crate::workspace::Workspace;

/// The target of this program.
const LABEL: &str = "//crates/tk:tk";

/// Where its build leaves it.
const BUILT: &str = "bazel-bin/crates/tk/tk";

/// A renewal that a build can bring.
pub struct Renewal {
    folder: PathBuf,
    built: PathBuf,
    /// What the launcher compares sources with. It is made before the build: what is edited meanwhile is
    /// newer.
    stamp: tempfile::NamedTempFile,
}

impl Renewal {
    /// Before a build: whether the program that runs is to be replaced by one that it builds. `None` where no
    /// launcher started it, or where it is not older than its sources and not slower than what is built.
    pub fn before(workspace: &Workspace, mode: Mode) -> Option<Self> {
        let contract = env_vars::value(env_vars::TK_CONTRACT)?;
        let running = env_vars::value(env_vars::TK_BUILT);
        let is_optimized = running.as_deref() == Some(Mode::Production.name().as_ref());
        if running.is_some() && (is_optimized || mode != Mode::Production) {
            return None;
        }
        let built_mode = match mode {
            Mode::Production => mode,
            Mode::Development | Mode::Test => Mode::Development,
        };
        let folder = workspace.state_dir().join("bin");
        let mut stamp = tempfile::Builder::new()
            .prefix("tk.stamp.new.")
            .tempfile_in(&folder)
            .ok()?;
        writeln!(
            stamp,
            "{}\n{}",
            contract.to_string_lossy(),
            built_mode.name()
        )
        .ok()?;
        Some(Self {
            folder,
            built: workspace.root.join(BUILT),
            stamp,
        })
    }

    /// After the build: where it built the program, that is the next that the launcher starts.
    pub fn after(self, printer: &mut Printer, finished: &Finished) {
        if finished.exit_code != 0 || !has_built(finished) {
            return;
        }
        match self.install() {
            Ok(()) => printer.line("updated tk: //crates/tk was rebuilt"),
            Err(error) => printer.line(&format!(
                "warning: tk was rebuilt but could not be replaced: {error}"
            )),
        }
    }

    fn install(self) -> io::Result<()> {
        use std::os::unix::fs::PermissionsExt;
        let mut program = tempfile::Builder::new()
            .prefix("tk.new.")
            .permissions(fs::Permissions::from_mode(0o755))
            .tempfile_in(&self.folder)?;
        io::copy(&mut File::open(&self.built)?, &mut program)?;
        program.persist(self.folder.join("tk"))?;
        self.stamp.persist(self.folder.join("tk.stamp"))?;
        Ok(())
    }
}

/// Whether the program was among what the build was asked for and built: by itself, or as part of a step.
fn has_built(finished: &Finished) -> bool {
    let is_built = |label: &str| {
        let mut targets = finished.report.targets.iter();
        targets.any(|target| target.label == label && target.status == TargetStatus::Built)
    };
    let mut steps = finished.steps.iter();
    is_built(LABEL)
        || steps.any(|step| {
            step.labels.iter().any(|label| label == LABEL) && is_built(&format!("//:{}", step.name))
        })
}
