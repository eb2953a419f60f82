//! What generated files were made from when they were last in order, to tell what changed since.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use checkout::files;
use serde::{Deserialize, Serialize};

use crate::comparison::files_below;
use crate::digest;
use crate::error::Result;
use crate::manifest::Generated;

/// Raised when the file's format changes.
const FORMAT: u32 = 1;

/// What generated files were when they were last in order in this checkout.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Record {
    format: u32,
    targets: BTreeMap<String, InOrder>,
}

/// One generator's files when they were in order: path to digest.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct InOrder {
    sources: BTreeMap<String, String>,
    files: BTreeMap<String, String>,
}

/// What made a generated file differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// These sources changed, came or went since the files were in order.
    Sources(Vec<String>),
    /// No source changed, but the committed file did: somebody edited it, or took it from another commit.
    Itself,
    /// Neither: something outside of the workspace's sources changed, such as a toolchain, a package or a flag.
    Outside,
    /// The files were never in order here, as far as is recorded.
    Unknown,
}

fn path(state: &Path) -> PathBuf {
    state.join("generated.json")
}

impl Record {
    /// Reads the record in the folder of a checkout's state. One that is missing, damaged or of another format is empty.
    pub fn read(state: &Path) -> Self {
        let text = std::fs::read(path(state)).unwrap_or_default();
        let record: Self = serde_json::from_slice(&text).unwrap_or_default();
        match record.format {
            FORMAT => record,
            _ => Self::default(),
        }
    }

    /// Notes that the files of a generator are in order.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn note(&mut self, root: &Path, generated: &Generated) -> Result<()> {
        let in_order = InOrder {
            sources: digests(root, generated.sources.iter().cloned())?,
            files: digests(root, committed(root, generated)?)?,
        };
        self.targets.insert(generated.label.clone(), in_order);
        Ok(())
    }

    /// What made a file of a generator differ.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn cause(&self, root: &Path, generated: &Generated, file: &str) -> Result<Cause> {
        let Some(before) = self.targets.get(&generated.label) else {
            return Ok(Cause::Unknown);
        };
        let now = digests(root, generated.sources.iter().cloned())?;
        let names = before.sources.keys().chain(now.keys());
        let is_changed = |name: &&String| before.sources.get(*name) != now.get(*name);
        let mut changed: Vec<String> = names.filter(is_changed).cloned().collect();
        changed.sort();
        changed.dedup();
        if !changed.is_empty() {
            return Ok(Cause::Sources(changed));
        }
        let is_same = digest::of_file(&root.join(file))?.as_ref() == before.files.get(file);
        Ok(match is_same {
            true => Cause::Outside,
            false => Cause::Itself,
        })
    }

    /// Writes the record, for the user alone.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, state: &Path) -> Result<()> {
        self.format = FORMAT;
        Ok(files::write_json(&path(state), self)?)
    }
}

fn committed(root: &Path, generated: &Generated) -> Result<Vec<String>> {
    let mut paths = Vec::new();
    for made in &generated.files {
        if made.folder {
            let below = files_below(&root.join(&made.path))?;
            paths.extend(below.iter().map(|name| format!("{}/{name}", made.path)));
        } else {
            paths.push(made.path.clone());
        }
    }
    Ok(paths)
}

/// The digests of the files that are there.
fn digests(
    root: &Path,
    paths: impl IntoIterator<Item = String>,
) -> Result<BTreeMap<String, String>> {
    let mut digests = BTreeMap::new();
    for path in paths {
        if let Some(digest) = digest::of_file(&root.join(&path))? {
            digests.insert(path, digest);
        }
    }
    Ok(digests)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::Made;

    #[test]
    fn the_cause_is_what_changed_since_all_was_in_order() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        let write = |name: &str, text: &str| std::fs::write(root.join(name), text).unwrap();
        for name in ["a.rs", "b.rs", "cli.md"] {
            write(name, "1");
        }
        let mut generated = Generated {
            label: "//:cli".to_owned(),
            files: vec![Made {
                path: "cli.md".to_owned(),
                made: "out/cli.md".to_owned(),
                folder: false,
            }],
            sources: vec!["a.rs".to_owned(), "b.rs".to_owned()],
        };
        let cause = |generated: &Generated| {
            let record = Record::read(&root.join(".tk"));
            record.cause(root, generated, "cli.md").unwrap()
        };
        assert_eq!(cause(&generated), Cause::Unknown);
        let mut record = Record::default();
        record.note(root, &generated).unwrap();
        record.write(&root.join(".tk")).unwrap();
        assert_eq!(cause(&generated), Cause::Outside);
        write("cli.md", "2");
        assert_eq!(cause(&generated), Cause::Itself);
        write("b.rs", "2");
        assert_eq!(cause(&generated), Cause::Sources(vec!["b.rs".to_owned()]));
        generated.sources[0] = "c.rs".to_owned();
        write("c.rs", "1");
        let expected = ["a.rs", "b.rs", "c.rs"].map(str::to_owned).to_vec();
        assert_eq!(cause(&generated), Cause::Sources(expected));
        std::fs::write(root.join(".tk/generated.json"), "{broken").unwrap();
        assert_eq!(cause(&generated), Cause::Unknown);
    }
}
