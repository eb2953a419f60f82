//! Targets, actions and files of one revision, with what refers to what.

use std::collections::HashMap;

use crate::files::digest;
use crate::place::Place;
use crate::wire::{self, ActionGraph, Rule};

/// Says where runfiles lie, by absolute paths: its key differs in each folder, so its text counts.
const MANIFEST: &str = "SourceSymlinkManifest";

/// Makes a link to a path that need not exist.
const UNRESOLVED: &str = "UnresolvedSymlink";

/// Makes what the manifest says, and has such paths in its key, too.
const SYMLINKS: &str = "SymlinkTree";

/// What Bazel would build.
#[derive(Debug, Default)]
pub struct Graph {
    pub rules: Vec<Rule>,
    pub actions: Vec<Action>,
    pub sets: Vec<FileSet>,
    pub artifacts: Vec<Artifact>,
}

/// An action; sets and outputs are indices.
#[derive(Debug)]
pub struct Action {
    pub owner: String,
    pub mnemonic: String,
    pub key: String,
    /// Whether an aspect made it for another target that asked for it.
    pub is_of_aspect: bool,
    pub sets: Vec<usize>,
    pub outputs: Vec<usize>,
}

/// A set of files, made of others and of files of its own.
#[derive(Debug)]
pub struct FileSet {
    pub sets: Vec<usize>,
    pub artifacts: Vec<usize>,
}

/// A file or folder.
#[derive(Debug)]
pub struct Artifact {
    /// As seen from the execution root.
    pub path: String,
    /// The action that makes it; `None` for a source.
    pub producer: Option<usize>,
}

impl Graph {
    /// The graph of rules and of actions as Bazel lists them.
    pub fn new(rules: Vec<Rule>, listed: ActionGraph, place: &Place) -> Self {
        let paths = paths(&listed);
        let artifact_of = index(listed.artifacts.iter().map(|artifact| artifact.id));
        let set_of = index(listed.sets.iter().map(|set| set.id));
        let owners: HashMap<u32, &str> = listed
            .targets
            .iter()
            .map(|owner| (owner.id, owner.label.as_str()))
            .collect();
        let artifacts = listed.artifacts.iter().map(|artifact| Artifact {
            path: paths
                .get(&artifact.path_fragment_id)
                .cloned()
                .unwrap_or_default(),
            producer: None,
        });
        let manifests = manifests(&rules, &listed);
        let actions = listed.actions.iter().map(|action| {
            let owner = owners.get(&action.target_id).copied().unwrap_or_default();
            Action {
                owner: owner.to_owned(),
                mnemonic: action.mnemonic.clone(),
                key: key(action, owner, manifests.as_ref(), place),
                is_of_aspect: !action.aspect_descriptor_ids.is_empty(),
                sets: known(&set_of, &action.input_set_ids),
                outputs: known(&artifact_of, &action.output_ids),
            }
        });
        let sets = listed.sets.iter().map(|set| FileSet {
            sets: known(&set_of, &set.transitive_ids),
            artifacts: known(&artifact_of, &set.direct_ids),
        });
        let mut graph = Self {
            rules,
            actions: actions.collect(),
            sets: sets.collect(),
            artifacts: artifacts.collect(),
        };
        graph.note_producers();
        graph
    }

    fn note_producers(&mut self) {
        for (number, action) in self.actions.iter().enumerate() {
            for output in &action.outputs {
                self.artifacts[*output].producer = Some(number);
            }
        }
    }

    /// What an action is known by in every revision: the path of its first output.
    pub fn name(&self, action: &Action) -> &str {
        let outputs = action.outputs.iter();
        let paths = outputs.map(|output| self.artifacts[*output].path.as_str());
        paths.min().unwrap_or_default()
    }

    /// The rule of each label, by its outputs' labels as well.
    pub fn rule_of_label(&self) -> HashMap<&str, &Rule> {
        let mut found = HashMap::new();
        for rule in &self.rules {
            for output in &rule.outputs {
                found.insert(output.as_str(), rule);
            }
            found.insert(rule.name.as_str(), rule);
        }
        found
    }
}

/// What the manifests of targets follow from, where Bazel does not always tell what is in them: in a workspace with such
/// links, whether or not they are there already, so that revisions can be compared. The files are the inputs of other actions.
fn manifests(rules: &[Rule], listed: &ActionGraph) -> Option<HashMap<String, String>> {
    let mut actions = listed.actions.iter();
    if !actions.any(|action| action.mnemonic == UNRESOLVED) {
        return None;
    }
    let of = |rule: &Rule| digest([rule.written(), rule.implementation()]);
    Some(
        rules
            .iter()
            .map(|rule| (rule.name.clone(), of(rule)))
            .collect(),
    )
}

/// What an action is by itself, the same in every folder.
fn key(
    action: &wire::Action,
    owner: &str,
    manifests: Option<&HashMap<String, String>>,
    place: &Place,
) -> String {
    match action.mnemonic.as_str() {
        MANIFEST if manifests.is_some() => {
            let known = manifests.and_then(|manifests| manifests.get(owner));
            known.cloned().unwrap_or_else(|| MANIFEST.to_owned())
        }
        MANIFEST if !action.file_contents.is_empty() => {
            digest([place.relative(&action.file_contents).as_str()])
        }
        SYMLINKS => SYMLINKS.to_owned(),
        _ => action.action_key.clone(),
    }
}

fn index(ids: impl Iterator<Item = u32>) -> HashMap<u32, usize> {
    ids.enumerate().map(|(number, id)| (id, number)).collect()
}

fn known(index: &HashMap<u32, usize>, ids: &[u32]) -> Vec<usize> {
    ids.iter().filter_map(|id| index.get(id).copied()).collect()
}

/// The whole paths of all fragments.
fn paths(listed: &ActionGraph) -> HashMap<u32, String> {
    let fragments: HashMap<u32, (&str, u32)> = listed
        .fragments
        .iter()
        .map(|fragment| (fragment.id, (fragment.label.as_str(), fragment.parent_id)))
        .collect();
    let whole = |id: &u32| {
        let mut labels = Vec::new();
        let mut at = *id;
        while let Some((label, parent)) = fragments.get(&at) {
            labels.push(*label);
            at = *parent;
        }
        labels.reverse();
        (*id, labels.join("/"))
    };
    fragments.keys().map(whole).collect()
}
