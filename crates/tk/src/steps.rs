//! The steps of a workspace: which there are, and what words on the command line mean.

mod cache;
mod definitions;
mod words;

use std::path::Path;

pub use definitions::{Definitions, targets_as_steps};
use serde::{Deserialize, Serialize};
pub use words::{absolute_target, is_target, unknown};

use crate::error::{Error, Result};
use crate::printer::{Paint, Printer};
use crate::waiting::WaitingShown;
use bazel::query;
use checkout::Mode;
use checkout::{BUILD_FILES, Workspace};

/// The targets of a workspace without steps.
const EVERYTHING: &str = "//...";

/// A `build_step` of the root package, as its BUILD file has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownStep {
    /// Its name.
    pub name: String,
    /// The modes in which it is built by default.
    pub modes: Vec<String>,
    /// Its tags: `check` marks what `tk check` builds.
    pub tags: Vec<String>,
    /// The names of the steps that it comes after.
    pub after: Vec<String>,
    /// The kinds of actions that it takes; without any, all of its labels'.
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
    /// They.
    pub all: Vec<KnownStep>,
}

/// What to build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The names of the steps among it.
    pub steps: Vec<String>,
    /// Everything as labels and patterns.
    pub targets: Vec<String>,
    /// Whether nothing was named: it is the mode's whole build.
    pub is_default: bool,
}

/// The steps of the workspace, for a command that goes on without them: where Bazel cannot say,
/// there are none, and the build that follows ends with the same error and its exit code.
///
/// # Errors
/// When Bazel cannot be asked.
pub fn load(workspace: &Workspace, printer: &mut Printer) -> Result<Steps> {
    match list(workspace, printer) {
        Err(Error::Bazel(bazel::Error::Query { code, .. }))
            if code != bazel::exit_code::INTERRUPTED =>
        {
            let warning = printer.paint(Paint::Warning, "warning:");
            printer.line(&format!(
                "{warning} Bazel could not list the steps (exit code {code})"
            ));
            Ok(Steps::default())
        }
        other => other,
    }
}

/// The steps of the workspace: from the cache while the root package's files stay as they are,
/// else asked of Bazel.
fn list(workspace: &Workspace, printer: &mut Printer) -> Result<Steps> {
    let key = cache::key(workspace)?;
    if let Some(all) = cache::read(workspace, &key) {
        return Ok(Steps { all });
    }
    if !BUILD_FILES
        .iter()
        .any(|file| workspace.root.join(file).is_file())
    {
        return Ok(Steps::default());
    }
    let mut rules = query::rules(
        workspace,
        &mut WaitingShown::listing(printer, "steps"),
        "steps",
        r#"kind("build_step rule", //:all)"#,
    )?;
    rules.sort_by_key(query::Rule::line);
    let all = in_order(rules.iter().map(known_step).collect());
    cache::write(workspace, &key, &all);
    Ok(Steps { all })
}

fn known_step(rule: &query::Rule) -> KnownStep {
    let name = |label: &String| label.rsplit(':').next().unwrap_or(label).to_owned();
    KnownStep {
        name: name(&rule.name),
        modes: rule.strings("modes"),
        tags: rule.strings("tags"),
        after: rule.strings("after").iter().map(name).collect(),
        mnemonics: rule.strings("mnemonics"),
    }
}

/// Steps behind those that they come after, otherwise as they are; Bazel forbids cycles.
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
    /// What a command builds when nothing is named.
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

    /// What words on the command line mean, given in the folder `below` the root.
    ///
    /// # Errors
    /// When a word is neither a step's name nor a target.
    pub fn named(&self, words: &[String], below: &Path) -> Result<Selection> {
        let mut selection = Selection::default();
        for word in words {
            if let Some(step) = self.all.iter().find(|step| step.name == *word) {
                selection.steps.push(step.name.clone());
                selection.targets.push(step.label());
            } else if words::is_target(word) {
                let target = words::absolute_target(word, below);
                let own = |step: &&KnownStep| step.label() == target;
                selection
                    .steps
                    .extend(self.all.iter().find(own).map(|step| step.name.clone()));
                selection.targets.push(target);
            } else {
                return Err(words::unknown(word, self.names()));
            }
        }
        Ok(selection)
    }
}

/// Finds what is to be built, asking Bazel again before a name is called unknown: a step can come
/// from a file that the root package loads.
///
/// # Errors
/// When a word is neither a step's name nor a target.
pub fn select(
    workspace: &Workspace,
    printer: &mut Printer,
    words: &[String],
    mode: Mode,
) -> Result<(Steps, Selection)> {
    if words.is_empty() {
        let steps = load(workspace, printer)?;
        let selection = steps.default_for(mode)?;
        return Ok((steps, selection));
    }
    let only_targets = words.iter().all(|word| words::is_target(word));
    let steps = if only_targets {
        load(workspace, printer)
    } else {
        list(workspace, printer)
    }?;
    let below = workspace.below_root();
    match steps.named(words, &below) {
        Ok(selection) => Ok((steps, selection)),
        Err(Error::UnknownStep { .. }) if cache::forget(workspace) => {
            let steps = list(workspace, printer)?;
            let selection = steps.named(words, &below)?;
            Ok((steps, selection))
        }
        Err(error) => Err(error),
    }
}

/// A target of the command line as seen from the root.
pub fn target(workspace: &Workspace, word: &str) -> String {
    words::absolute_target(word, &workspace.below_root())
}

/// The steps as far as they are known without asking Bazel.
pub fn remembered(workspace: &Workspace) -> Option<Vec<KnownStep>> {
    cache::read(workspace, &cache::key(workspace).ok()?)
}

/// Makes the next command ask Bazel for the steps again.
pub fn forget(workspace: &Workspace) {
    cache::forget(workspace);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(name: &str, modes: &[&str], tags: &[&str], after: &[&str]) -> KnownStep {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        KnownStep {
            name: name.to_owned(),
            modes: owned(modes),
            tags: owned(tags),
            after: owned(after),
            mnemonics: Vec::new(),
        }
    }

    fn steps() -> Steps {
        Steps {
            all: vec![
                step(
                    "rust-check",
                    &["development", "production"],
                    &["check"],
                    &[],
                ),
                step(
                    "rust-build",
                    &["development", "production"],
                    &[],
                    &["rust-check"],
                ),
                step("verify", &["production"], &[], &["rust-build"]),
            ],
        }
    }

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn a_mode_has_its_own_steps() {
        assert_eq!(
            steps().default_for(Mode::Development).unwrap().steps,
            ["rust-check", "rust-build"]
        );
        assert_eq!(
            steps().default_for(Mode::Production).unwrap().targets,
            ["//:rust-check", "//:rust-build", "//:verify"]
        );
        assert_eq!(
            Steps::default()
                .default_for(Mode::Production)
                .unwrap()
                .targets,
            ["//..."]
        );
        assert_eq!(
            steps()
                .default_for(Mode::Test)
                .unwrap_err()
                .exit_code()
                .code(),
            64
        );
        assert_eq!(steps().tagged("check").steps, ["rust-check"]);
    }

    #[test]
    fn words_are_steps_or_targets() {
        let selection = steps()
            .named(
                &words(&[
                    "rust-build",
                    "//:verify",
                    ":x",
                    "a/b:c",
                    "...",
                    "-//web/...",
                ]),
                Path::new("crates/tk"),
            )
            .unwrap();
        assert_eq!(selection.steps, ["rust-build", "verify"]);
        assert_eq!(
            selection.targets,
            [
                "//:rust-build",
                "//:verify",
                "//crates/tk:x",
                "//crates/tk/a/b:c",
                "//crates/tk/...",
                "-//web/..."
            ]
        );
        assert_eq!(
            words::absolute_target("./web:dist", Path::new("")),
            "//web:dist"
        );
    }

    #[test]
    fn a_wrong_name_is_answered_with_the_right_one() {
        let message = |word: &str| {
            steps()
                .named(&words(&[word]), Path::new(""))
                .unwrap_err()
                .to_string()
        };
        insta::assert_snapshot!(message("rust-biuld"), @r#"there is no step named "rust-biuld"; did you mean rust-build?"#);
        insta::assert_snapshot!(message("check"), @r#"there is no step named "check"; did you mean rust-check?"#);
        insta::assert_snapshot!(message("electron"), @r#"there is no step named "electron"; the steps are rust-check, rust-build, verify"#);
        let none = Steps::default()
            .named(&words(&["x"]), Path::new(""))
            .unwrap_err();
        insta::assert_snapshot!(none, @r#"there is no step named "x"; this workspace has no steps"#);
    }

    #[test]
    fn steps_stand_behind_what_they_come_after() {
        let mixed = vec![
            step("c", &[], &[], &["b"]),
            step("b", &[], &[], &["a"]),
            step("a", &[], &[], &["gone"]),
        ];
        let names: Vec<String> = in_order(mixed).into_iter().map(|step| step.name).collect();
        assert_eq!(names, ["a", "b", "c"]);
    }
}
