//! The steps' definitions, `NAME.step.json`: which labels belong to a step, and what it leaves.
//!
//! The build itself makes them. Until it has, those of an earlier build say what belongs where.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use bep::{Model, STEP_VERSION, StepDefinition};

use super::{KnownStep, Steps};

/// The end of the definitions' names.
const ENDING: &str = ".step.json";

/// The definitions of a workspace's steps, as well as they are known.
pub struct Definitions {
    all: Vec<StepDefinition>,
    /// Where an earlier build may have left some; `None` once they are read.
    earlier: Option<PathBuf>,
    /// The names of those that this build made.
    current: BTreeSet<String>,
}

impl Definitions {
    /// Begins with what the BUILD file says.
    pub fn new(steps: &Steps, root: &Path) -> Self {
        Self {
            all: steps.all.iter().map(bare).collect(),
            earlier: Some(root.join("bazel-bin")),
            current: BTreeSet::new(),
        }
    }

    /// The definitions.
    pub fn all(&self) -> &[StepDefinition] {
        &self.all
    }

    /// Notices that an action ran. It may belong to a step: the earlier definitions are read now,
    /// which a build without actions is spared. It may have made a definition: they come early.
    pub fn notice(&mut self, label: &str, output: &str, exec_root: Option<&Path>) {
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
        if let Some(exec_root) = exec_root
            && output.ends_with(ENDING)
            && let Some(name) = label.strip_prefix("//:")
            && self.read(&exec_root.join(output))
        {
            self.current.insert(name.to_owned());
        }
    }

    /// The definitions after the build: those that it left where it left them.
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

    /// Takes a file's definition in; where it cannot be read the one before stands.
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
                *own = definition;
                true
            }
            None => false,
        }
    }
}

/// What the BUILD file says: the step's own target and nothing else.
fn bare(step: &KnownStep) -> StepDefinition {
    StepDefinition {
        version: STEP_VERSION,
        name: step.name.clone(),
        doc: String::new(),
        after: step.after.clone(),
        modes: step.modes.clone(),
        mnemonics: Vec::new(),
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
