//! rustc's incremental state during development: after an edit, only the changes are compiled.
//!
//! `rules/cargo` gives every crate of the workspace `-Cincremental` with a folder below `bazel-out`
//! whose name is a build setting. rustc uses its state only where the working directory is the one of
//! the last time, which no sandbox of Bazel's grants: each has another path. So actions of rustc run in
//! Bazel's execution root, and what the sandbox would have shown is proven afterwards: every file that
//! rustc says it read is among the action's inputs ([`proof`]).
//!
//! The state is used only as `tk` left it ([`state`]). Where something cannot be proven, the folder's
//! name changes ([`key`]), and with it the command line of every action that used the state: nothing
//! that was made from it stays.

mod dep_info;
mod key;
mod proof;
mod running;
mod state;

use std::path::Path;

use bep::{Failure, Outcome, Report, StepDefinition, StepStatus};

use checkout::{Mode, Workspace, env_vars};

use crate::exit_code;
use crate::invocation::{ALIAS, Compilation, Invocation, Recordings};
use proof::Undeclared;
use running::Running;

/// The setting's own name, behind whatever repository.
const SETTING: &str = "//rules/cargo:incremental";

/// Flags that choose where actions run: the user's choice wins.
const STRATEGIES: [&str; 6] = [
    "--spawn_strategy",
    "--strategy=Rustc",
    "--strategy_regexp",
    "--remote_executor",
    "--internal_spawn_scheduler",
    "--experimental_spawn_scheduler",
];

/// How an invocation compiles: with state only while a person develops, in a workspace whose rc files name the setting
/// and neither they nor the invocation itself set it.
pub fn compilation(workspace: &Workspace, invocation: &Invocation) -> Compilation {
    let is_wanted = invocation.incremental && invocation.mode != Mode::Production;
    if !is_wanted || env_vars::is_ci() {
        return Compilation::default();
    }
    with_state(workspace, invocation)
}

fn with_state(workspace: &Workspace, invocation: &Invocation) -> Compilation {
    let of_rc = invocation.of_rc.iter().map(|given| &given.option);
    let alias = format!("--flag_alias={ALIAS}=");
    let has_alias = of_rc.clone().any(|option| option.starts_with(&alias));
    let all = || of_rc.clone().chain(&invocation.user_flags);
    let names_it = |flag: &String| flag.contains(ALIAS) || flag.contains(SETTING);
    if !has_alias || all().any(|flag| names_it(flag) && !flag.starts_with(&alias)) {
        return Compilation::default();
    }
    Compilation {
        key: key::read_or_make(workspace),
        reused: false,
        is_placed: all().any(|flag| STRATEGIES.iter().any(|own| flag.starts_with(own))),
        ignores_outputs: all().any(|flag| flag.contains("experimental_check_output_files")),
    }
}

/// A build that uses the state.
pub struct Session<'w> {
    workspace: &'w Workspace,
    key: String,
    running: Running,
}

/// The invocation to run now, and the session of a build that uses the state: if its execution log can
/// be read afterwards, the user's flags do not choose where actions run, no other build of this checkout
/// is running, and the state is unchanged since the last build.
pub fn begin<'w>(
    workspace: &'w Workspace,
    invocation: &Invocation,
) -> (Invocation, Option<Session<'w>>) {
    let mut fitted = invocation.clone();
    if fitted.compilation.key.is_none() {
        return (fitted, None);
    }
    let Some(running) = Running::claim(workspace) else {
        return (fitted, None);
    };
    // An attempt before this one can have changed it.
    let key = match running.was_unfinished {
        true => key::renew(workspace),
        false => key::read_or_make(workspace),
    };
    // A Bazel that does not look at its outputs would miss those that were removed.
    let key = match key {
        Some(key)
            if fitted.compilation.ignores_outputs
                && !state::undeclared(workspace, &key).is_empty() =>
        {
            key::renew(workspace)
        }
        other => other,
    };
    fitted.compilation.key.clone_from(&key);
    let usable = key.filter(|key| may_reuse(&fitted) && state::drop_changed(workspace, key));
    let Some(key) = usable else {
        running.end();
        return (fitted, None);
    };
    fitted.compilation.reused = true;
    let session = Session {
        workspace,
        key,
        running,
    };
    (fitted, Some(session))
}

/// Whether an invocation could use the state, if no other build does.
pub fn may_reuse(invocation: &Invocation) -> bool {
    let compilation = &invocation.compilation;
    compilation.key.is_some() && invocation.explained && !compilation.is_placed
}

/// How a build that used the state ended.
pub struct Ending<'a> {
    /// Bazel's exit code.
    pub exit_code: u8,
    /// Whether Bazel ended by itself, with all that it records.
    pub is_orderly: bool,
    /// Bazel's execution root, if the build got that far.
    pub exec_root: Option<&'a Path>,
    /// What Bazel recorded.
    pub recordings: &'a Recordings,
}

impl Session<'_> {
    /// Checks the build's compilations and records the state that they left. Returns the undeclared files that
    /// they read.
    pub fn end(self, ending: &Ending) -> Undeclared {
        let proven = self.prove(ending);
        if proven.is_none() {
            let _ = key::renew(self.workspace);
        }
        self.running.end();
        proven.unwrap_or_default()
    }

    fn prove(&self, ending: &Ending) -> Option<Undeclared> {
        if !ending.is_orderly || !has_log(ending.exit_code) {
            return None;
        }
        let Some(exec_root) = ending.exec_root else {
            // Without one, nothing was compiled.
            return Some(Undeclared::new());
        };
        let mut known = state::undeclared(self.workspace, &self.key);
        let proven = proof::prove(&ending.recordings.executions, exec_root, &known).ok()?;
        let before = known.clone();
        known.retain(|label, _| !proven.sound.contains(label));
        known.extend(proven.undeclared.clone());
        let is_news = proven.compilations > 0 || known != before;
        if is_news && !state::record(self.workspace, &self.key, exec_root, known) {
            return None;
        }
        Some(proven.undeclared)
    }
}

/// Whether a Bazel that ends so has written its execution log to the end.
fn has_log(exit_code: u8) -> bool {
    matches!(exit_code, 0..=4 | 7..=9)
}

/// A report in which reading undeclared files is a failure, as it would be in a sandbox.
pub fn fail(report: &mut Report, undeclared: &Undeclared, steps: &[StepDefinition]) {
    for (label, files) in undeclared {
        // Compiling is no work of a step that claims other kinds of it.
        let mut owners = steps.iter().filter(|step| step.mnemonics.is_empty());
        let owner = owners.find(|step| step.labels.contains(label));
        let step = owner.map(|step| step.name.clone());
        for own in &mut report.steps {
            if Some(&own.name) == step.as_ref() {
                own.status = StepStatus::Failed;
            }
        }
        report.failures.push(Failure {
            label: label.clone(),
            mnemonic: Some(proof::MNEMONIC.to_owned()),
            step,
            message: proof::message(files),
            exit_code: None,
            log: None,
            location: None,
        });
    }
    if !undeclared.is_empty() {
        report.invocation.outcome = Outcome::Failed;
        report.invocation.exit_code = Some(i32::from(exit_code::BUILD_FAILED));
    }
}

#[cfg(test)]
mod tests;
