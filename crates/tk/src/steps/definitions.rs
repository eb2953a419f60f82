//! The steps' definitions, `NAME.step.json`: a step's labels and artifacts.
//!
//! The build itself writes them. Until then, those of an earlier build are used.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use bep::{Model, ReportOptions, STEP_VERSION, StepDefinition, Target};

use super::{KnownStep, Steps};

/// The end of the definitions' names.
const ENDING: &str = ".step.json";

/// The definitions of a workspace's steps, as far as they are known.
pub struct Definitions {
    all: Vec<StepDefinition>,
    /// Where an earlier build may have left some; `None` once they are read.
    earlier: Option<PathBuf>,
    /// The names of those that this build made.
    current: BTreeSet<String>,
    /// The names of those that were read, from wherever.
    read: BTreeSet<String>,
    changes: usize,
}

impl Definitions {
    /// Starts with what the BUILD file says.
    pub fn new(steps: &Steps, root: &Path) -> Self {
        Self {
            all: steps.all.iter().map(bare).collect(),
            earlier: Some(root.join("bazel-bin")),
            current: BTreeSet::new(),
            read: BTreeSet::new(),
            changes: 0,
        }
    }

    /// How often definitions were read, to invalidate data derived from them.
    pub fn changes(&self) -> usize {
        self.changes
    }

    /// The definitions.
    pub fn all(&self) -> &[StepDefinition] {
        &self.all
    }

    /// Whether a step's labels are known, not only what its BUILD file says.
    pub fn has_labels(&self, step: &str) -> bool {
        self.read.contains(step)
    }

    /// Notes that an action ran: reads the earlier definitions, which a build without actions does not need,
    /// and the definition that the action may have written.
    pub fn notice(&mut self, label: &str, output: &str, exec_root: Option<&Path>) {
        self.read_earlier();
        if let Some(exec_root) = exec_root
            && output.ends_with(ENDING)
            && let Some(name) = label.strip_prefix("//:")
            && self.read(&exec_root.join(output))
        {
            self.current.insert(name.to_owned());
        }
    }

    /// Reads the definitions of an earlier build; call it once something runs.
    pub fn read_earlier(&mut self) {
        if let Some(earlier) = self.earlier.take() {
            let files: Vec<PathBuf> = self
                .all
                .iter()
                .map(|step| earlier.join(format!("{}{ENDING}", step.name)))
                .collect();
            for file in files {
                self.read(&file);
            }
        }
    }

    /// The definitions after the build.
    pub fn finish(mut self, model: &Model, exec_root: Option<&Path>) -> Vec<StepDefinition> {
        let names: Vec<String> = self.all.iter().map(|step| step.name.clone()).collect();
        for name in names
            .iter()
            .filter(|name| !self.current.contains(*name))
            .collect::<Vec<_>>()
        {
            let file = format!("{name}{ENDING}");
            let outputs = model.outputs_of(&format!("//:{name}"), "default");
            let own = outputs
                .iter()
                .find(|output| output.exec_path.rsplit('/').next() == Some(&file));
            if let (Some(output), Some(exec_root)) = (own, exec_root) {
                self.read(&exec_root.join(&output.exec_path));
            }
        }
        self.all
    }

    /// Reads a definition; if that fails, the previous one stays.
    fn read(&mut self, path: &Path) -> bool {
        let Ok(definition) = StepDefinition::read(path) else {
            return false;
        };
        match self
            .all
            .iter_mut()
            .find(|step| step.name == definition.name)
        {
            Some(own) => {
                self.read.insert(definition.name.clone());
                *own = definition;
                self.changes += 1;
                true
            }
            None => false,
        }
    }
}

/// The targets that were asked for, each as a step of its label's name: for a workspace without steps.
pub fn targets_as_steps(model: &Model) -> Vec<StepDefinition> {
    let targets = model.report(&ReportOptions::default()).targets;
    let step = |target: Target| StepDefinition {
        version: STEP_VERSION,
        name: target.label.clone(),
        doc: String::new(),
        after: Vec::new(),
        modes: Vec::new(),
        mnemonics: Vec::new(),
        labels: vec![target.label],
        artifacts: Vec::new(),
    };
    targets.into_iter().map(step).collect()
}

/// What the BUILD file says: the step's own target and nothing else.
fn bare(step: &KnownStep) -> StepDefinition {
    StepDefinition {
        version: STEP_VERSION,
        name: step.name.clone(),
        doc: String::new(),
        after: step.after.clone(),
        modes: step.modes.clone(),
        mnemonics: step.mnemonics.clone(),
        labels: vec![step.label()],
        artifacts: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn definition(labels: &str) -> String {
        format!(r#"{{"version": 1, "name": "web", "labels": [{labels}]}}"#)
    }

    #[test]
    fn the_builds_own_definition_overrules_an_earlier_ones() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("bazel-bin")).unwrap();
        fs::write(
            dir.path().join("bazel-bin/web.step.json"),
            definition(r#""//web:old""#),
        )
        .unwrap();
        fs::write(
            dir.path().join("web.step.json"),
            definition(r#""//web:new""#),
        )
        .unwrap();
        let web = KnownStep {
            name: "web".to_owned(),
            modes: vec![],
            tags: vec![],
            after: vec![],
            mnemonics: vec![],
        };
        let steps = Steps { all: vec![web] };
        let mut definitions = Definitions::new(&steps, dir.path());
        assert_eq!(definitions.all()[0].labels, ["//:web"]);
        definitions.notice("//web:old", "bazel-out/web.js", Some(dir.path()));
        assert_eq!(definitions.all()[0].labels, ["//web:old"]);
        definitions.notice("//:web", "web.step.json", Some(dir.path()));
        assert_eq!(definitions.all()[0].labels, ["//web:new"]);
        fs::remove_file(dir.path().join("web.step.json")).unwrap();
        assert_eq!(
            definitions.finish(&Model::new(), Some(dir.path()))[0].labels,
            ["//web:new"]
        );
    }
}
