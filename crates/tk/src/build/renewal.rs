//! `tk` updates itself: after a successful build of its own target, the launcher starts that program from
//! then on. So an edit of its sources does not need a separate build before each command.
//!
//! The launcher (`tk` in the root, `tools/bootstrap/build_tk.sh`) starts `.tk/bin/tk`, says whether that
//! is older than its sources, and builds it itself only if it is missing.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;

use bep::{StepDefinition, Target, TargetStatus};

use crate::build::Finished;
use crate::ui::printer::Printer;
use checkout::Mode;
use checkout::Workspace;
use checkout::env_vars;

/// This program's target.
const LABEL: &str = "//crates/tk:tk";

/// Where its build puts it.
const BUILT: &str = "bazel-bin/crates/tk/tk";

/// An update of `tk` by a build.
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
        let is_built = has_built(&finished.report.targets, &finished.steps);
        if finished.ending.exit_code != 0 || !is_built {
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

/// Whether the program was among what the build was asked for and built: by itself, or as part of a step. One
/// that claims some kinds of actions only, such as Clippy's, has the label and builds no program.
fn has_built(targets: &[Target], steps: &[StepDefinition]) -> bool {
    let is_built = |label: &str| {
        let mut targets = targets.iter();
        targets.any(|target| target.label == label && target.status == TargetStatus::Built)
    };
    let has_it = |step: &&StepDefinition| {
        step.mnemonics.is_empty() && step.labels.iter().any(|label| label == LABEL)
    };
    let mut steps = steps.iter().filter(has_it);
    is_built(LABEL) || steps.any(|step| is_built(&format!("//:{}", step.name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_build_of_the_program_renews_it() {
        let target = |label: &str, status| Target {
            label: label.to_owned(),
            kind: String::new(),
            status,
            step: None,
            reason: None,
        };
        let step = |name: &str, mnemonics: &[&str]| StepDefinition {
            name: name.to_owned(),
            labels: vec!["//a".to_owned(), LABEL.to_owned()],
            mnemonics: mnemonics.iter().map(|name| (*name).to_owned()).collect(),
            version: bep::STEP_VERSION,
            doc: String::new(),
            after: Vec::new(),
            modes: Vec::new(),
            artifacts: Vec::new(),
        };
        let steps = [step("check", &["Clippy"]), step("build", &[])];
        let built = |label| [target(label, TargetStatus::Built)];
        assert!(has_built(&built(LABEL), &[]));
        assert!(has_built(&built("//:build"), &steps));
        assert!(!has_built(&built("//:check"), &steps));
        assert!(!has_built(&built("//:other"), &steps));
        assert!(!has_built(&[target(LABEL, TargetStatus::Failed)], &steps));
    }
}
