//! Which step a label, or an action of it, belongs to.

use std::collections::{BTreeMap, HashMap};

use crate::step::StepDefinition;
use crate::text;

/// The kind of the rule that defines a step.
const STEP_KIND: &str = "build_step rule";

/// Labels and the steps that they belong to.
pub(super) struct StepMap<'a> {
    /// In the order in which they come after each other.
    steps: Vec<&'a StepDefinition>,
    /// Steps by label: those that list mnemonics before those that take the rest.
    by_label: HashMap<String, Vec<&'a StepDefinition>>,
}

impl<'a> StepMap<'a> {
    pub(super) fn new(definitions: &'a [StepDefinition]) -> Self {
        let steps = in_order(definitions);
        let mut by_label = HashMap::<String, Vec<&StepDefinition>>::new();
        for step in &steps {
            for label in &step.labels {
                let claims = by_label.entry(text::label(label).into_owned());
                claims.or_default().push(step);
            }
        }
        for claims in by_label.values_mut() {
            claims.sort_by_key(|step| step.mnemonics.is_empty());
        }
        Self { steps, by_label }
    }

    /// The step that lists the label and the mnemonic, else the one that lists the label and no
    /// mnemonics. The step's own target belongs to it, too.
    pub(super) fn of_action(&self, label: &str, mnemonic: &str) -> Option<&'a str> {
        let claims = self.by_label.get(label).into_iter().flatten();
        let takes = |step: &&&StepDefinition| {
            step.mnemonics.is_empty() || step.mnemonics.iter().any(|own| own == mnemonic)
        };
        let step = claims
            .copied()
            .find(|step| takes(&step))
            .or_else(|| self.named(label));
        step.map(|step| step.name.as_str())
    }

    /// The step of a target: of its actions that no other step claims by their mnemonic, else
    /// the first that lists it.
    pub(super) fn of_target(&self, label: &str, kind: &str) -> Option<&'a str> {
        if kind == STEP_KIND
            && let Some(step) = self.named(label)
        {
            return Some(&step.name);
        }
        let claims = self.by_label.get(label).and_then(|claims| claims.first());
        let step = self.of_action(label, "");
        step.or_else(|| claims.map(|step| step.name.as_str()))
    }

    /// The step whose own target has this label: steps live in the root package.
    fn named(&self, label: &str) -> Option<&'a StepDefinition> {
        let name = label.strip_prefix("//:")?;
        self.steps.iter().copied().find(|step| step.name == name)
    }

    /// The steps in the order in which they come after each other.
    pub(super) fn steps(&self) -> impl Iterator<Item = &'a StepDefinition> {
        self.steps.iter().copied()
    }
}

/// The steps so that each comes behind those that it comes after; else by name.
fn in_order(definitions: &[StepDefinition]) -> Vec<&StepDefinition> {
    let mut open: BTreeMap<&str, &StepDefinition> = definitions
        .iter()
        .map(|step| (step.name.as_str(), step))
        .collect();
    let mut ordered = Vec::with_capacity(open.len());
    while !open.is_empty() {
        let free = |step: &&&StepDefinition| {
            !step
                .after
                .iter()
                .any(|name| name != &step.name && open.contains_key(name.as_str()))
        };
        // Steps in a ring come by name.
        let next = open
            .values()
            .find(free)
            .or_else(|| open.values().next())
            .copied();
        if let Some(step) = next {
            open.remove(step.name.as_str());
            ordered.push(step);
        }
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(name: &str, after: &[&str]) -> StepDefinition {
        StepDefinition {
            version: 1,
            name: name.to_owned(),
            doc: String::new(),
            after: after.iter().map(|name| (*name).to_owned()).collect(),
            modes: Vec::new(),
            mnemonics: Vec::new(),
            labels: Vec::new(),
            artifacts: Vec::new(),
        }
    }

    fn names(steps: &[StepDefinition]) -> Vec<&str> {
        in_order(steps)
            .into_iter()
            .map(|step| step.name.as_str())
            .collect()
    }

    #[test]
    fn steps_come_behind_what_they_come_after() {
        let steps = [
            step("a", &["c"]),
            step("b", &[]),
            step("c", &["b", "elsewhere"]),
        ];
        assert_eq!(names(&steps), ["b", "c", "a"]);
    }

    #[test]
    fn steps_in_a_ring_end_by_name() {
        let steps = [step("b", &["a"]), step("a", &["b"]), step("c", &["c"])];
        assert_eq!(names(&steps), ["c", "a", "b"]);
    }

    #[test]
    fn a_step_that_lists_the_mnemonic_goes_first() {
        let mut check = step("check", &[]);
        check.mnemonics = vec!["Clippy".to_owned()];
        check.labels = vec!["//a".to_owned(), "@@//b".to_owned()];
        let mut build = step("build", &["check"]);
        build.labels = vec!["//a".to_owned()];
        let steps = [build, check];
        let map = StepMap::new(&steps);
        assert_eq!(map.of_action("//a", "Clippy"), Some("check"));
        assert_eq!(map.of_action("//a", "Rustc"), Some("build"));
        assert_eq!(map.of_action("//b", "Rustc"), None);
        assert_eq!(map.of_target("//b", ""), Some("check"));
        assert_eq!(map.of_target("//:build", "build_step rule"), Some("build"));
        assert_eq!(map.of_action("//c", "Rustc"), None);
    }
}
