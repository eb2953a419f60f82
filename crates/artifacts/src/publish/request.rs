//! What a build asks of `dist/`.

use std::path::Path;

use bep::StepDefinition;
use checkout::Mode;

/// What is to stand in `dist/<platform>/`.
pub struct Request<'a> {
    /// The platform's name.
    pub platform: &'a str,
    /// The mode in which it was built.
    pub mode: Mode,
    /// The commit that is checked out, where it is known: another one makes another manifest.
    pub head: Option<String>,
    /// Describes what is checked out for the manifest; asked only when one is written.
    pub commit: &'a dyn Fn() -> Option<String>,
    /// The steps that were built.
    pub steps: &'a [StepDefinition],
    /// Below what the steps' paths stand.
    pub exec_root: &'a Path,
    /// Whether files of other steps stay.
    pub keep_others: bool,
}

impl Request<'_> {
    /// Whether a step of this name was built.
    pub fn has_built(&self, step: &str) -> bool {
        self.steps.iter().any(|built| built.name == step)
    }
}
