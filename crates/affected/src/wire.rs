//! The parts that are read of Bazel's `analysis_v2.proto` (`aquery`) and `build.proto` (`query`).

use prost::Message;

use crate::error::{Error, Result};

/// `analysis.ActionGraphContainer`.
#[derive(Clone, PartialEq, Message)]
pub struct ActionGraph {
    #[prost(message, repeated, tag = "1")]
    pub artifacts: Vec<Artifact>,
    #[prost(message, repeated, tag = "2")]
    pub actions: Vec<Action>,
    #[prost(message, repeated, tag = "3")]
    pub targets: Vec<Owner>,
    #[prost(message, repeated, tag = "4")]
    pub sets: Vec<FileSet>,
    #[prost(message, repeated, tag = "8")]
    pub fragments: Vec<PathFragment>,
}

#[derive(Clone, PartialEq, Message)]
pub struct Artifact {
    #[prost(uint32, tag = "1")]
    pub id: u32,
    #[prost(uint32, tag = "2")]
    pub path_fragment_id: u32,
}

#[derive(Clone, PartialEq, Message)]
pub struct Action {
    #[prost(uint32, tag = "1")]
    pub target_id: u32,
    #[prost(uint32, repeated, tag = "2")]
    pub aspect_descriptor_ids: Vec<u32>,
    #[prost(string, tag = "3")]
    pub action_key: String,
    #[prost(string, tag = "4")]
    pub mnemonic: String,
    #[prost(uint32, repeated, tag = "8")]
    pub input_set_ids: Vec<u32>,
    #[prost(uint32, repeated, tag = "9")]
    pub output_ids: Vec<u32>,
    /// What is written, where the action writes a text that Bazel knows.
    #[prost(string, tag = "17")]
    pub file_contents: String,
}

#[derive(Clone, PartialEq, Message)]
pub struct Owner {
    #[prost(uint32, tag = "1")]
    pub id: u32,
    #[prost(string, tag = "2")]
    pub label: String,
}

#[derive(Clone, PartialEq, Message)]
pub struct FileSet {
    #[prost(uint32, tag = "1")]
    pub id: u32,
    #[prost(uint32, repeated, tag = "2")]
    pub transitive_ids: Vec<u32>,
    #[prost(uint32, repeated, tag = "3")]
    pub direct_ids: Vec<u32>,
}

#[derive(Clone, PartialEq, Message)]
pub struct PathFragment {
    #[prost(uint32, tag = "1")]
    pub id: u32,
    #[prost(string, tag = "2")]
    pub label: String,
    #[prost(uint32, tag = "3")]
    pub parent_id: u32,
}

/// `blaze_query.Target`.
#[derive(Clone, PartialEq, Message)]
pub struct Target {
    #[prost(message, optional, tag = "2")]
    pub rule: Option<Rule>,
}

#[derive(Clone, PartialEq, Message)]
pub struct Rule {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(string, tag = "2")]
    pub rule_class: String,
    #[prost(message, repeated, tag = "4")]
    pub attributes: Vec<Attribute>,
    #[prost(string, repeated, tag = "5")]
    pub inputs: Vec<String>,
    #[prost(string, repeated, tag = "6")]
    pub outputs: Vec<String>,
}

impl Rule {
    /// What is written of the target in its BUILD file, as a digest of Bazel's.
    pub fn written(&self) -> &str {
        self.attribute("$internal_attr_hash")
    }

    /// The Starlark that implements its rule, with all that it loads, as a digest of Bazel's.
    pub fn implementation(&self) -> &str {
        self.attribute("$rule_implementation_hash")
    }

    fn attribute(&self, name: &str) -> &str {
        let found = self
            .attributes
            .iter()
            .find(|attribute| attribute.name == name);
        found.map_or("", |attribute| &attribute.string)
    }
}

#[derive(Clone, PartialEq, Message)]
pub struct Attribute {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(string, tag = "5")]
    pub string: String,
}

/// The actions of a stream, whose messages refer to what stands in any of them.
pub fn actions(mut bytes: &[u8]) -> Result<ActionGraph> {
    let mut all = ActionGraph::default();
    while !bytes.is_empty() {
        let read = ActionGraph::decode_length_delimited(&mut bytes);
        let more = read.map_err(|source| Error::Answer {
            what: "actions",
            source,
        })?;
        all.artifacts.extend(more.artifacts);
        all.actions.extend(more.actions);
        all.targets.extend(more.targets);
        all.sets.extend(more.sets);
        all.fragments.extend(more.fragments);
    }
    Ok(all)
}

/// The rules of a stream of targets.
pub fn rules(mut bytes: &[u8]) -> Result<Vec<Rule>> {
    let mut rules = Vec::new();
    while !bytes.is_empty() {
        let read = Target::decode_length_delimited(&mut bytes);
        let target = read.map_err(|source| Error::Answer {
            what: "targets",
            source,
        })?;
        rules.extend(target.rule);
    }
    Ok(rules)
}
