//! Chains of causes: from an action that ran to the file in the workspace, the flag or the tool that changed.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::reason::{Kind, Origin, Reason};
use super::runs::{Link, Ran};
use crate::error::Result;

/// The longest chain of causes.
const MAX_CHAIN: usize = 30;

/// Which action wrote which file in a build.
pub struct Makers<'r>(BTreeMap<&'r str, &'r Ran>);

impl<'r> Makers<'r> {
    /// The actions that ran in a build, by their outputs.
    pub fn new(runs: &'r [Ran]) -> Self {
        let pairs = runs
            .iter()
            .flat_map(|run| run.outputs.iter().map(move |output| (output.as_str(), run)));
        Self(pairs.collect())
    }

    /// The action that wrote a file, or a parent folder of it.
    fn of(&self, path: &str) -> Option<&'r Ran> {
        let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        std::iter::once(path)
            .chain(folders)
            .find_map(|path| self.0.get(path).copied())
    }

    /// The chain from the changed file to the file in the workspace, the flag or the tool that caused it.
    pub fn chain(&self, connection: &Connection, run: &Ran) -> Result<Vec<Link>> {
        let mut chain = Vec::new();
        let mut seen = BTreeSet::from([(run.label.as_str(), run.output.as_str())]);
        let mut reason = &run.reason;
        while chain.len() < MAX_CHAIN
            && let Some(file) = self.followed(reason)
        {
            let (mut link, maker) = self.link(connection, file)?;
            let maker = maker.filter(|maker| seen.insert((&maker.label, &maker.output)));
            if let Some(maker) = maker {
                link.label = Some(maker.label.clone());
                link.mnemonic = Some(maker.mnemonic.clone());
                link.reason = Some(maker.reason.clone());
            }
            chain.push(link);
            match maker {
                Some(maker) => reason = &maker.reason,
                None => break,
            }
        }
        Ok(chain)
    }

    /// The link for a changed file, with the action that wrote it or the file that it is a copy of.
    fn link(&self, connection: &Connection, file: &str) -> Result<(Link, Option<&'r Ran>)> {
        let mut link = Link {
            file: file.to_owned(),
            copy_of: None,
            label: None,
            mnemonic: None,
            reason: None,
        };
        let mut maker = self.of(file);
        if maker.is_none() {
            link.copy_of = self.copied(connection, file)?;
            maker = link.copy_of.as_deref().and_then(|path| self.of(path));
        }
        Ok((link, maker))
    }

    /// The generated file that explains a reason; none if the workspace itself changed.
    fn followed<'a>(&self, reason: &'a Reason) -> Option<&'a str> {
        if reason.kind != Kind::Changed
            || reason
                .files
                .iter()
                .any(|file| file.origin() == Origin::Source)
        {
            return None;
        }
        let mut generated = reason
            .files
            .iter()
            .filter(|file| file.origin() == Origin::Generated)
            .map(|file| file.path.as_str());
        let first = generated.clone().next();
        generated.find(|path| self.of(path).is_some()).or(first)
    }

    /// Another file with the same new content: Bazel itself links and copies files, which is in
    /// no log. A file of the workspace, or one that an action made.
    fn copied(&self, connection: &Connection, path: &str) -> Result<Option<String>> {
        let mut select = connection.prepare(
            "SELECT other.path FROM files JOIN files AS other ON other.digest = files.digest \
             WHERE files.path = ?1 AND other.path <> ?1 \
             AND files.id = (SELECT max(id) FROM files WHERE path = ?1) ORDER BY other.id DESC",
        )?;
        let others: Vec<String> = select
            .query_map([path], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let made = others.iter().find(|other| self.of(other).is_some());
        let source = || others.iter().find(|other| !other.starts_with("bazel-out/"));
        Ok(made.or_else(source).cloned())
    }
}
