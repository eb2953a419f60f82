//! Files that the events only name and Bazel left on this machine: the profile, definitions of steps.

use std::path::Path;

use crate::error::Error;
use crate::model::{Model, OutputFile};
use crate::profile::Profile;
use crate::step::StepDefinition;

/// How a step definition's file ends.
const STEP_SUFFIX: &str = ".step.json";

/// Where Bazel puts what actions write, below the execution root.
const OUTPUTS: &str = "bazel-out/";

/// What the files say that the events name, as far as they are there.
#[derive(Debug, Default)]
pub struct ReferencedFiles {
    /// The definitions of the steps.
    pub steps: Vec<StepDefinition>,
    /// The profile: for [`Model::apply_profile`], which knows whether it is of this invocation.
    pub profile: Option<Profile>,
    /// Errors of reading files that exist. Missing files are ignored.
    pub errors: Vec<Error>,
}

impl ReferencedFiles {
    /// Reads the files that the events of `model` name.
    pub fn read(model: &Model) -> Self {
        let mut found = Self::default();
        for file in model
            .outputs()
            .iter()
            .filter(|file| is_step_definition(file))
        {
            match existing(file).map(StepDefinition::read) {
                Some(Ok(step)) => found.steps.push(step),
                Some(Err(error)) => found.errors.push(error),
                None => {}
            }
        }
        for log in model.tool_logs().iter().filter(|log| is_profile(log)) {
            match existing(log).map(Profile::read) {
                Some(Ok(profile)) => found.profile = Some(profile),
                // Logs go by any name, so most files that are no profile are none of ours.
                Some(Err(Error::NotProfile { .. })) | None => {}
                Some(Err(error)) => found.errors.push(error),
            }
        }
        found
    }
}

/// Steps write their definitions; a source file with such a name is unrelated.
fn is_step_definition(file: &OutputFile) -> bool {
    file.exec_path.starts_with(OUTPUTS) && file.exec_path.ends_with(STEP_SUFFIX)
}

fn is_profile(log: &OutputFile) -> bool {
    log.exec_path.ends_with(".gz") || log.exec_path.ends_with(".json")
}

/// The file's path, if it is a regular file.
fn existing(file: &OutputFile) -> Option<&Path> {
    file.path.as_deref().filter(|path| path.is_file())
}
