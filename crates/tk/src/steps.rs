//! The steps of a workspace, and how the command line names them.

mod cache;
mod definitions;
mod words;

pub use definitions::{Definitions, targets_as_steps};
use serde::{Deserialize, Serialize};
pub use words::{Here, absolute_target, is_target, unknown};

use crate::error::{Error, Result};
use bazel::query;
use checkout::Mode;
use checkout::{Workspace, build_file};

/// The query for the steps.
pub const QUERY: &str = r#"kind("build_step rule", //:all) union buildfiles(//:all)"#;

/// The targets of a workspace without steps.
const EVERYTHING: &str = "//...";

/// A `build_step` of the root package, as its BUILD file has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownStep {
    /// The step's name.
    pub name: String,
    /// The modes in which it is built by default.
    pub modes: Vec<String>,
    /// Its tags: `check` marks what `tk check` builds.
    pub tags: Vec<String>,
    /// The names of the steps that it comes after.
    pub after: Vec<String>,
    /// The mnemonics that it claims; if empty, all actions of its labels.
    pub mnemonics: Vec<String>,
}

impl KnownStep {
    /// The label of the step's target.
    pub fn label(&self) -> String {
        format!("//:{}", self.name)
    }
}

/// The steps of a workspace, in the order of their BUILD file.
#[derive(Clone, Debug, Default)]
pub struct Steps {
    /// All steps.
    pub all: Vec<KnownStep>,
}

/// What to build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The names of the selected steps.
    pub steps: Vec<String>,
    /// Everything as labels and patterns.
    pub targets: Vec<String>,
    /// Whether nothing was named, so that it is the mode's default build.
    pub is_default: bool,
}

/// The steps of the workspace: from the cache while everything that they came from is unchanged, otherwise from Bazel.
///
/// # Errors
/// What `ask` returns.
pub fn list(workspace: &Workspace, ask: impl FnOnce() -> Result<query::Answer>) -> Result<Steps> {
    if let Some(all) = cache::read(workspace) {
        return Ok(Steps { all });
    }
    if !has_root_package(workspace) {
        return Ok(Steps::default());
    }
    // Before Bazel reads them: what changes meanwhile is asked for again.
    let before = cache::always_read(workspace);
    let query::Answer { mut rules, files } = ask()?;
    rules.sort_by_key(query::Rule::line);
    let all = in_order(rules.iter().map(known_step).collect());
    cache::write(workspace, before, &files, &all);
    Ok(Steps { all })
}

fn known_step(rule: &query::Rule) -> KnownStep {
    let name = |label: &String| {
        let label = bep::readable_label(label);
        label.rsplit(':').next().unwrap_or(&label).to_owned()
    };
    KnownStep {
        name: name(&rule.name),
        modes: rule.strings("modes"),
        tags: rule.strings("tags"),
        after: rule.strings("after").iter().map(name).collect(),
        mnemonics: rule.strings("mnemonics"),
    }
}

/// Sorts steps behind those that they come after; Bazel forbids cycles.
fn in_order(mut waiting: Vec<KnownStep>) -> Vec<KnownStep> {
    let mut ordered: Vec<KnownStep> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let is_waiting = |name: &String| waiting.iter().any(|step| step.name == *name);
        let next = waiting
            .iter()
            .position(|step| !step.after.iter().any(is_waiting))
            .unwrap_or(0);
        ordered.push(waiting.remove(next));
    }
    ordered
}

impl Steps {
    /// What a command builds by default.
    ///
    /// # Errors
    /// When there are steps, and none of them is of this mode.
    pub fn default_for(&self, mode: Mode) -> Result<Selection> {
        let mut selection = self.select(|step| step.modes.iter().any(|name| name == mode.name()));
        if self.all.is_empty() {
            selection.targets.push(EVERYTHING.to_owned());
        } else if selection.targets.is_empty() {
            return Err(Error::Usage(format!(
                "no step of this workspace is part of a {} build; name one of {}",
                mode.name(),
                self.names().join(", "),
            )));
        }
        selection.is_default = true;
        Ok(selection)
    }

    /// Whether a step has this name.
    pub fn has(&self, name: &str) -> bool {
        self.all.iter().any(|step| step.name == name)
    }

    fn names(&self) -> Vec<String> {
        self.all.iter().map(|step| step.name.clone()).collect()
    }

    /// The steps that carry a tag.
    pub fn tagged(&self, tag: &str) -> Selection {
        self.select(|step| step.tags.iter().any(|own| own == tag))
    }

    fn select(&self, wanted: impl Fn(&KnownStep) -> bool) -> Selection {
        let chosen: Vec<&KnownStep> = self.all.iter().filter(|step| wanted(step)).collect();
        Selection {
            steps: chosen.iter().map(|step| step.name.clone()).collect(),
            targets: chosen.iter().map(|step| step.label()).collect(),
            is_default: false,
        }
    }

    /// What words on the command line mean.
    ///
    /// # Errors
    /// When a word is neither a step nor a target.
    pub fn named(&self, words: &[String], here: &Here) -> Result<Selection> {
        let mut selection = Selection::default();
        for word in words {
            if let Some(step) = self.all.iter().find(|step| step.name == *word) {
                selection.steps.push(step.name.clone());
                selection.targets.push(step.label());
            } else if words::is_target(word) {
                let target = words::absolute_target(word, here);
                let own = |step: &&KnownStep| step.label() == target;
                selection
                    .steps
                    .extend(self.all.iter().find(own).map(|step| step.name.clone()));
                selection.targets.push(target);
            } else {
                return Err(words::unknown(word, self.names()));
            }
        }
        Ok(selection.without_left_out(&self.all))
    }
}

impl Selection {
    /// Also these targets, or without them: `-//pkg/...`.
    pub fn with(mut self, words: &[String], here: &Here, all: &[KnownStep]) -> Self {
        let targets = words.iter().map(|word| words::absolute_target(word, here));
        self.targets.extend(targets);
        self.without_left_out(all)
    }

    /// Without the steps whose own target is left out: what is not built cannot pass or fail.
    fn without_left_out(mut self, all: &[KnownStep]) -> Self {
        let is_left_out = |step: &KnownStep| {
            let mut named = self.targets.iter().rev().filter_map(|target| {
                let meant = target.strip_prefix('-').unwrap_or(target);
                (meant == step.label()).then_some(meant.len() < target.len())
            });
            named.next().unwrap_or(false)
        };
        let left_out: Vec<String> = all
            .iter()
            .filter(|step| is_left_out(step))
            .map(|step| step.name.clone())
            .collect();
        self.is_default &= left_out.is_empty();
        self.steps.retain(|name| !left_out.contains(name));
        self
    }
}

/// The label of a step's target. Without steps, targets stand in their place, by their labels.
pub fn label_of(name: &str) -> String {
    if name.contains("//") {
        name.to_owned()
    } else {
        format!("//:{name}")
    }
}

/// The steps as far as they are known without asking Bazel.
pub fn remembered(workspace: &Workspace) -> Option<Vec<KnownStep>> {
    cache::read(workspace)
}

/// Whether the workspace is known, without asking Bazel, to have no steps.
pub fn are_none(workspace: &Workspace) -> bool {
    !has_root_package(workspace) || remembered(workspace).is_some_and(|steps| steps.is_empty())
}

fn has_root_package(workspace: &Workspace) -> bool {
    build_file(&workspace.root).is_some()
}

/// Makes the next command ask Bazel for the steps again; returns whether there was a cache.
pub fn forget(workspace: &Workspace) -> bool {
    cache::forget(workspace)
}

#[cfg(test)]
mod tests;
