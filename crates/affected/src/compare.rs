//! Two revisions: the affected targets, and the change that reaches each.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;

use crate::digests::Digests;
use crate::graph::Graph;
use crate::repository::Difference;

mod cause;

pub use cause::Cause;
use cause::Causes;

/// What differs between two revisions.
#[derive(Debug, Default)]
pub struct Changes {
    /// The commit that the checkout is compared with.
    pub base: String,
    /// The affected targets, by label.
    pub targets: Vec<Affected>,
    /// Targets of the base that are gone.
    pub removed: Vec<String>,
    /// Where more is taken than what differs for certain.
    pub takes_more: Vec<TakesMore>,
    /// How many targets there are.
    pub of: usize,
    /// What each rule of the workspace names, for those who follow it.
    pub inputs: HashMap<String, (String, Vec<String>)>,
}

/// A target that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Affected {
    /// Its label.
    pub label: String,
    /// Its rule.
    pub rule: String,
    /// The change that reaches it.
    pub cause: Cause,
    /// The targets between it and the change, the nearest first; empty where the change is in the target itself.
    pub through: Vec<String>,
}

impl Affected {
    /// Whether it is a test, as Bazel tells it: by the ending of its rule's name.
    pub fn is_test(&self) -> bool {
        self.rule.ends_with("_test")
    }
}

/// Why more targets are named than certainly differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum TakesMore {
    /// Another version of Bazel can make everything anew.
    BazelVersion,
    /// Options for tests alone, of which Bazel does not say which tests they change.
    TestOptions,
}

/// Compares a revision with its base.
pub fn compare(
    graph: &Graph,
    base: &Digests,
    current: &Digests,
    difference: &Difference,
) -> Changes {
    let mut comparison = Comparison {
        graph,
        base,
        current,
        found: BTreeMap::new(),
        takes_more: Vec::new(),
    };
    let mut causes = Causes::new(graph, base, current, difference);
    comparison.take_actions(&mut causes);
    comparison.take_all_where_unsure();
    comparison.take_what_has_no_actions(&causes);
    comparison.changes()
}

struct Comparison<'a> {
    graph: &'a Graph,
    base: &'a Digests,
    current: &'a Digests,
    found: BTreeMap<String, (Cause, Vec<String>)>,
    takes_more: Vec<TakesMore>,
}

impl Comparison<'_> {
    fn take_actions(&mut self, causes: &mut Causes) {
        let rules: HashSet<&str> = self.graph.rules.iter().map(|rule| &*rule.name).collect();
        for (number, action) in self.graph.actions.iter().enumerate() {
            if rules.contains(&*action.owner) && causes.is_changed(number) {
                let (cause, through) = causes.of_action(number);
                let found = self.found.entry(action.owner.clone());
                found.or_insert((cause, through));
            }
        }
    }

    fn take_all_where_unsure(&mut self) {
        let (base, current) = (self.base, self.current);
        if base.bazel != current.bazel {
            self.takes_more.push(TakesMore::BazelVersion);
            self.take(
                |_| true,
                &Cause::Bazel {
                    before: base.bazel.clone(),
                    now: current.bazel.clone(),
                },
            );
        }
        if base.test_options != current.test_options {
            self.takes_more.push(TakesMore::TestOptions);
            let option = |one: &[String], other: &[String]| -> Vec<String> {
                one.iter()
                    .filter(|option| !other.contains(option))
                    .cloned()
                    .collect()
            };
            self.take(
                |rule| rule.ends_with("_test"),
                &Cause::TestOptions {
                    added: option(&current.test_options, &base.test_options),
                    removed: option(&base.test_options, &current.test_options),
                },
            );
        }
    }

    fn take(&mut self, is_meant: impl Fn(&str) -> bool, cause: &Cause) {
        for rule in self
            .graph
            .rules
            .iter()
            .filter(|rule| is_meant(&rule.rule_class))
        {
            let found = self.found.entry(rule.name.clone());
            found.or_insert_with(|| (cause.clone(), Vec::new()));
        }
    }

    /// Targets without actions hand on what others make; and what an aspect makes for a target, the one that asked for
    /// it gives.
    fn take_what_has_no_actions(&mut self, causes: &Causes) {
        let owners: HashSet<&str> = self
            .graph
            .actions
            .iter()
            .map(|action| &*action.owner)
            .collect();
        let of_aspects = causes.owners_of_changed_aspects();
        let rules = self.graph.rule_of_label();
        loop {
            let mut more = Vec::new();
            for rule in self
                .graph
                .rules
                .iter()
                .filter(|rule| !self.found.contains_key(&rule.name))
            {
                let hands_on = !owners.contains(&*rule.name);
                let is_other =
                    self.base.targets.get(&rule.name) != self.current.targets.get(&rule.name);
                if hands_on && is_other {
                    more.push((rule.name.clone(), (causes.of_target(rule), Vec::new())));
                    continue;
                }
                let inputs = rule
                    .inputs
                    .iter()
                    .filter_map(|input| rules.get(input.as_str()));
                let mut names = inputs.map(|input| &input.name);
                let reached = names.find(|name| {
                    hands_on && self.found.contains_key(*name) || of_aspects.contains(&***name)
                });
                if let Some(name) = reached
                    && let Some((cause, through)) = self.found.get(name)
                {
                    let through = std::iter::once(name.clone()).chain(through.iter().cloned());
                    more.push((rule.name.clone(), (cause.clone(), through.collect())));
                }
            }
            if more.is_empty() {
                return;
            }
            self.found.extend(more);
        }
    }

    fn changes(self) -> Changes {
        let rules = self.graph.rule_of_label();
        let affected = self
            .found
            .into_iter()
            .map(|(label, (cause, through))| Affected {
                rule: rules
                    .get(&*label)
                    .map(|rule| rule.rule_class.clone())
                    .unwrap_or_default(),
                label,
                cause,
                through,
            });
        let is_gone = |label: &&String| !self.current.targets.contains_key(*label);
        let mut removed: Vec<String> = self.base.targets.keys().filter(is_gone).cloned().collect();
        removed.sort();
        let inputs = self.graph.rules.iter();
        Changes {
            base: String::new(),
            targets: affected.collect(),
            removed,
            takes_more: self.takes_more,
            of: self.graph.rules.len(),
            inputs: inputs
                .map(|rule| {
                    (
                        rule.name.clone(),
                        (rule.rule_class.clone(), rule.inputs.clone()),
                    )
                })
                .collect(),
        }
    }
}
