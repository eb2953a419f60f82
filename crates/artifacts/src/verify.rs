//! Checks `dist/<platform>/`: a line for each check, with the reason.

mod answer;
mod executable_header;
mod listed_files;
mod private_folders;
mod programs;
pub mod step_report;
mod subject;

use checkout::Mode;

use crate::error::Result;
use crate::manifest::Manifest;
pub use listed_files::foreign_files;
pub use subject::{Finding, Subject};

/// Checks origin, files, names of private folders and programs; there is at least one finding of each.
///
/// # Errors
/// When a file that is there cannot be read.
pub fn check(subject: &Subject) -> Result<Vec<Finding>> {
    let mut findings = vec![check_origin(subject)];
    findings.extend(listed_files::check(subject)?);
    findings.extend(private_folders::check(subject)?);
    findings.extend(programs::check(subject)?);
    Ok(findings)
}

fn check_origin(subject: &Subject) -> Finding {
    let Manifest {
        mode,
        platform,
        files,
        ..
    } = &subject.manifest;
    if *mode != Mode::Production.name() {
        Finding::fail(format!(
            "manifest.json says the artifacts were built in {mode} mode, not production"
        ))
    } else if *platform != subject.platform {
        Finding::fail(format!(
            "manifest.json says the artifacts are for {platform}, not {}",
            subject.platform
        ))
    } else if files.is_empty() {
        Finding::fail("manifest.json lists no files: no step has artifacts")
    } else {
        Finding::pass(format!(
            "the artifacts were built in production mode for {platform}"
        ))
    }
}

#[cfg(test)]
mod tests;
