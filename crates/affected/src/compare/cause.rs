//! The change that reaches a target.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use crate::digests::{Digests, path_of};
use crate::graph::{Action, Graph};
use crate::repository::Difference;
use crate::wire::Rule;

/// A change that reaches a target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Cause {
    /// A file that an action reads has another content, or is new.
    File {
        /// Its path, as seen from the execution root.
        path: String,
        /// For a file of an external repository: the changed files that can have brought it.
        by: Vec<String>,
    },
    /// An action has another command, environment or tool, or reads another list of files.
    Action {
        /// Its kind.
        mnemonic: String,
        /// The changed files that can have brought it.
        by: Vec<String>,
    },
    /// The target itself is new, or written otherwise in its BUILD file.
    Target {
        /// Whether it is new.
        is_new: bool,
        /// The changed files that can have brought it.
        by: Vec<String>,
    },
    /// Another version of Bazel.
    Bazel {
        /// That of the base.
        before: String,
        /// That of the checkout.
        now: String,
    },
    /// Other options for tests in an rc file.
    TestOptions {
        /// Those that the base does not have.
        added: Vec<String>,
        /// Those that the base alone has.
        removed: Vec<String>,
    },
}

/// Finds causes, each once.
pub struct Causes<'a> {
    graph: &'a Graph,
    base: &'a Digests,
    current: &'a Digests,
    difference: &'a Difference,
    known: HashMap<usize, (Cause, Vec<String>)>,
}

impl<'a> Causes<'a> {
    pub fn new(
        graph: &'a Graph,
        base: &'a Digests,
        current: &'a Digests,
        difference: &'a Difference,
    ) -> Self {
        Self {
            graph,
            base,
            current,
            difference,
            known: HashMap::new(),
        }
    }

    /// Whether an action differs from that of the base, or is new.
    pub fn is_changed(&self, number: usize) -> bool {
        let name = self.graph.name(&self.graph.actions[number]);
        let digest = |digests: &'a Digests| digests.actions.get(name).map(|(digest, _)| digest);
        digest(self.base) != digest(self.current)
    }

    /// Why it differs: by the file that it reads, the action whose output it reads, or by itself.
    pub fn of_action(&mut self, number: usize) -> (Cause, Vec<String>) {
        // Towards the change, by a way that is followed once.
        let mut way = vec![number];
        let found = loop {
            let at = way[way.len() - 1];
            if let Some(known) = self.known.get(&at) {
                break known.clone();
            }
            match self.next(at) {
                Next::Cause(cause) => break (cause, Vec::new()),
                Next::Action(action) if !way.contains(&action) => way.push(action),
                Next::Action(_) => break (self.own(at), Vec::new()),
            }
        };
        let (cause, mut through) = found;
        let actions = &self.graph.actions;
        for pair in (0..way.len()).rev() {
            if let Some(next) = way.get(pair + 1) {
                let (own, next) = (&actions[way[pair]].owner, &actions[*next].owner);
                if own != next && through.first() != Some(next) {
                    through.insert(0, next.clone());
                }
            }
            self.known
                .insert(way[pair], (cause.clone(), through.clone()));
        }
        (cause, through)
    }

    fn next(&self, number: usize) -> Next {
        let action = &self.graph.actions[number];
        let kept = self.base.actions.get(self.graph.name(action));
        if kept.is_some_and(|(_, key)| *key == action.key)
            && let Some(next) = self.changed_input(action)
        {
            return next;
        }
        let by = self.difference.of_package(&action.owner);
        let is_known = self.base.targets.contains_key(&action.owner);
        if !is_known && self.current.targets.contains_key(&action.owner) {
            return Next::Cause(Cause::Target { is_new: true, by });
        }
        // What another target hands on can be part of the command.
        match self.changed_input(action).filter(|_| by.is_empty()) {
            Some(next) => next,
            None => Next::Cause(self.own(number)),
        }
    }

    fn own(&self, number: usize) -> Cause {
        let action = &self.graph.actions[number];
        Cause::Action {
            mnemonic: action.mnemonic.clone(),
            by: self.difference.behind(&action.owner),
        }
    }

    fn changed_input(&self, action: &Action) -> Option<Next> {
        let mut sets = action.sets.clone();
        let mut seen: HashSet<usize> = sets.iter().copied().collect();
        let mut made = None;
        while let Some(set) = sets.pop() {
            let set = &self.graph.sets[set];
            for artifact in &set.artifacts {
                let artifact = &self.graph.artifacts[*artifact];
                match artifact.producer {
                    None if self.is_changed_source(&artifact.path) => {
                        return Some(Next::Cause(self.file(&artifact.path)));
                    }
                    Some(producer) if made.is_none() && self.is_changed(producer) => {
                        made = Some(Next::Action(producer));
                    }
                    _ => {}
                }
            }
            sets.extend(set.sets.iter().copied().filter(|inner| seen.insert(*inner)));
        }
        made
    }

    fn is_changed_source(&self, path: &str) -> bool {
        self.base.sources.get(path) != self.current.sources.get(path)
    }

    fn file(&self, path: &str) -> Cause {
        let by = if self.difference.has(path) {
            Vec::new()
        } else {
            self.difference.definitions()
        };
        let path = path.to_owned();
        Cause::File { path, by }
    }

    /// Why a target without actions differs.
    pub fn of_target(&self, rule: &Rule) -> Cause {
        let is_new = !self.base.targets.contains_key(&rule.name);
        let mut sources = rule.inputs.iter().filter_map(|input| path_of(input));
        match sources.find(|path| !is_new && self.difference.has(path)) {
            Some(path) => self.file(&path),
            None => Cause::Target {
                is_new,
                by: self.difference.behind(&rule.name),
            },
        }
    }

    /// The targets for which an aspect makes something else than in the base.
    pub fn owners_of_changed_aspects(&self) -> HashSet<&'a str> {
        let actions = self.graph.actions.iter().enumerate();
        actions
            .filter(|(number, action)| action.is_of_aspect && self.is_changed(*number))
            .map(|(_, action)| &*action.owner)
            .collect()
    }
}

enum Next {
    Cause(Cause),
    Action(usize),
}
