//! What a look at generated files finds.

use std::path::Path;

use checkout::Workspace;
use drift::{Cause, Difference, Generated, Record, known};

use super::Listed;
use crate::error::{Error, Result};

/// A committed file that is not what its generator makes, and why.
#[derive(Debug)]
pub struct Finding {
    /// The target that stands for the file.
    pub label: String,
    /// What is wrong with it.
    pub difference: Difference,
    /// What made it so.
    pub cause: Cause,
}

/// All that is known of generated files after a build of what is to be in them.
#[derive(Debug)]
pub struct Found {
    all: Vec<Generated>,
    /// What is not in order, by target and path.
    pub findings: Vec<Finding>,
}

impl Found {
    /// Compares the committed files with what a build made below its execution root, where it described them in these
    /// files.
    ///
    /// # Errors
    /// When a file cannot be read, and when a target did not say which files it makes.
    pub fn of(
        workspace: &Workspace,
        listed: &[Listed],
        exec_root: &Path,
        described: &[String],
    ) -> Result<Self> {
        let mut all = Vec::new();
        for described in described {
            all.push(Generated::read(exec_root, described)?);
        }
        let is_described = |listed: &&Listed| all.iter().any(|own| own.label == listed.label);
        if let Some(missing) = listed.iter().find(|listed| !is_described(listed)) {
            return Err(Error::NotDescribed {
                label: missing.test.clone(),
            });
        }
        all.sort_by(|one, other| one.label.cmp(&other.label));
        let record = Record::read(&workspace.state_dir());
        let mut findings = Vec::new();
        for generated in &all {
            for difference in drift::differences(&workspace.root, exec_root, generated)? {
                findings.push(Finding {
                    label: generated.label.clone(),
                    cause: record.cause(&workspace.root, generated, &difference.path)?,
                    difference,
                });
            }
        }
        Ok(Self { all, findings })
    }

    /// How many files and folders are generated.
    pub fn count(&self) -> usize {
        self.all.iter().map(|generated| generated.files.len()).sum()
    }

    /// Updates what is not in order: all of it, or nothing.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn update(&self, workspace: &Workspace) -> Result<()> {
        let differences: Vec<Difference> = self
            .findings
            .iter()
            .map(|finding| finding.difference.clone())
            .collect();
        if !differences.is_empty() {
            drift::update(&workspace.root, &workspace.state_dir(), &differences)?;
        }
        Ok(())
    }

    /// Remembers what is in order, to tell later what changed, and what is stale, for `tk build` to warn of.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn remember(&self, workspace: &Workspace, is_updated: bool) -> Result<()> {
        let (root, state) = (&workspace.root, workspace.state_dir());
        let stale: Vec<&Finding> = match is_updated {
            true => Vec::new(),
            false => self.findings.iter().collect(),
        };
        let mut record = Record::read(&state);
        for generated in &self.all {
            if !stale.iter().any(|finding| finding.label == generated.label) {
                record.note(root, generated)?;
            }
        }
        record.write(&state)?;
        let known: Vec<(String, Vec<String>)> = stale
            .iter()
            .map(|finding| (finding.difference.path.clone(), finding.sources().to_vec()))
            .collect();
        Ok(known::remember(root, &state, &known, |path| {
            self.all.iter().any(|generated| generated.has(path))
        })?)
    }
}

impl Finding {
    /// The sources that made the file differ; empty where none did, or where it is not known.
    pub fn sources(&self) -> &[String] {
        match &self.cause {
            Cause::Sources(sources) => sources,
            Cause::Itself | Cause::Outside | Cause::Unknown => &[],
        }
    }
}
