//! What is kept of a revision to compare with.

use std::collections::HashMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::files::{Files, digest};
use crate::graph::{Action, Graph};
use crate::place::Place;
use crate::wire::Rule;

/// A chain of actions can be longer than a thread's usual stack.
const STACK_BYTES: usize = 1 << 30;

/// The digests of a revision.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Digests {
    /// What Bazel calls its version.
    pub bazel: String,
    /// The options that rc files give to tests alone.
    pub test_options: Vec<String>,
    /// Of each action, by the path of its first output: its digest, and its own key.
    pub actions: HashMap<String, (String, String)>,
    /// The contents of the sources that actions read, by their paths.
    pub sources: HashMap<String, String>,
    /// What is written of each target in its BUILD file, by its label.
    pub targets: HashMap<String, String>,
}

impl Digests {
    /// The digests of a graph.
    pub fn of(graph: &Graph, place: &Place, files: &mut Files) -> Self {
        let sources = sources(graph, place, files);
        let targets = targets(graph, &place.root, files);
        let actions = std::thread::scope(|scope| {
            let work = || actions(graph, &sources);
            let builder = std::thread::Builder::new().stack_size(STACK_BYTES);
            let thread = builder.spawn_scoped(scope, work).ok()?;
            thread.join().ok()
        });
        Self {
            actions: actions.unwrap_or_default(),
            sources,
            targets,
            ..Self::default()
        }
    }
}

fn sources(graph: &Graph, place: &Place, files: &mut Files) -> HashMap<String, String> {
    let sources = graph.artifacts.iter();
    let sources = sources.filter(|artifact| artifact.producer.is_none());
    sources
        .map(|artifact| {
            let content = files.digest(&place.of(&artifact.path));
            (artifact.path.clone(), content)
        })
        .collect()
}

fn targets(graph: &Graph, root: &Path, files: &mut Files) -> HashMap<String, String> {
    let rules = graph.rule_of_label();
    let own: HashMap<&str, ()> = graph
        .actions
        .iter()
        .map(|action| (&*action.owner, ()))
        .collect();
    let mut digest_of = |rule: &Rule| {
        let mut texts = vec![rule.rule_class.clone(), rule.written().to_owned()];
        // Of a target with actions they tell what it reads.
        let inputs = rule
            .inputs
            .iter()
            .filter(|_| !own.contains_key(&*rule.name));
        for input in inputs.filter(|input| !rules.contains_key(input.as_str())) {
            texts.push(input.clone());
            texts.extend(path_of(input).map(|path| files.digest(&root.join(path))));
        }
        digest(texts.iter().map(String::as_str))
    };
    graph
        .rules
        .iter()
        .map(|rule| (rule.name.clone(), digest_of(rule)))
        .collect()
}

/// The path of a source file of the workspace, by its label.
pub fn path_of(label: &str) -> Option<String> {
    let (package, name) = label.strip_prefix("//")?.split_once(':')?;
    Some(if package.is_empty() {
        name.to_owned()
    } else {
        format!("{package}/{name}")
    })
}

fn actions(graph: &Graph, sources: &HashMap<String, String>) -> HashMap<String, (String, String)> {
    let mut work = Work {
        graph,
        sources,
        actions: vec![None; graph.actions.len()],
        sets: vec![None; graph.sets.len()],
    };
    let of = |(number, action): (usize, &Action)| {
        let digest = work.of_action(number);
        (graph.name(action).to_owned(), (digest, action.key.clone()))
    };
    graph.actions.iter().enumerate().map(of).collect()
}

struct Work<'a> {
    graph: &'a Graph,
    sources: &'a HashMap<String, String>,
    actions: Vec<Option<String>>,
    sets: Vec<Option<String>>,
}

impl Work<'_> {
    fn of_action(&mut self, number: usize) -> String {
        if let Some(known) = &self.actions[number] {
            return known.clone();
        }
        let graph = self.graph;
        let action = &graph.actions[number];
        let mut texts = vec![action.mnemonic.clone(), action.key.clone()];
        let outputs = action.outputs.iter();
        texts.extend(outputs.map(|output| graph.artifacts[*output].path.clone()));
        texts.extend(action.sets.iter().map(|set| self.of_set(*set)));
        let digest = digest(texts.iter().map(String::as_str));
        self.actions[number] = Some(digest.clone());
        digest
    }

    fn of_set(&mut self, number: usize) -> String {
        if let Some(known) = &self.sets[number] {
            return known.clone();
        }
        let set = &self.graph.sets[number];
        let mut texts: Vec<String> = set.sets.iter().map(|set| self.of_set(*set)).collect();
        for artifact in &set.artifacts {
            let artifact = &self.graph.artifacts[*artifact];
            texts.push(artifact.path.clone());
            texts.push(match artifact.producer {
                Some(action) => self.of_action(action),
                None => self
                    .sources
                    .get(&artifact.path)
                    .cloned()
                    .unwrap_or_default(),
            });
        }
        let digest = digest(texts.iter().map(String::as_str));
        self.sets[number] = Some(digest.clone());
        digest
    }
}
