//! What a build reads and leaves: the folders and files that are looked at when it is remembered.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use checkout::env_vars;
use uptodate::markers::Recorded;
use uptodate::places::{self, Found, watched};
use uptodate::record::Watched;
use uptodate::walk::Rules;
use uptodate::{Error, Place, Stat, environment, file_system, markers};

use super::extensions::Extensions;
use super::options::Options;
use super::unproven::Unproven;
use super::{Command, home, system};

/// A build that had nothing to do.
pub(super) struct Build<'a> {
    pub command: &'a Command<'a>,
    pub exec_root: &'a Path,
    pub output_base: &'a Path,
    /// The folder of the platform below `dist/`.
    pub dist: &'a Path,
    pub options: &'a Options<'a>,
    /// What changed since this time may have changed while Bazel was checking.
    pub limit: i64,
    /// The environment.
    pub variables: &'a [(OsString, OsString)],
}

impl Build<'_> {
    /// What the repositories were made from, with the texts that can name variables.
    ///
    /// # Errors
    /// When a new server would make others of it.
    pub fn recorded(&self, ignored: &BTreeSet<PathBuf>) -> Result<Recorded, Unproven> {
        let root = &self.command.workspace.root;
        let external = &self.output_base.join("external");
        let of_extensions = Extensions {
            root,
            external,
            ignored,
            has_lock: self.options.has_lock(),
        }
        .check()?;
        let is_walked = |path: &Path| !ignored.iter().any(|folder| path.starts_with(folder));
        let apart = |path: &Path| (!is_walked(path)).then(|| root.join(path));
        let mut recorded = markers::read(external, apart)?;
        recorded.check_contents()?;
        recorded.variables.extend(of_extensions);
        Ok(recorded)
    }

    /// Looks at every folder that Bazel may read, and at its outputs. Gives back the single files that flags and
    /// repositories name, too.
    ///
    /// # Errors
    /// With what can prove nothing.
    pub fn look_at_folders(
        &self,
        ignored: &BTreeSet<PathBuf>,
        trees: Vec<PathBuf>,
    ) -> Result<(Vec<PathBuf>, Found), Unproven> {
        let root = &self.command.workspace.root;
        if Stat::of(root).map_or(true, |stat| stat.is_since(self.limit)) {
            return Err(Error::Fresh(root.clone()).into());
        }
        let external = self.output_base.join("external");
        let mut roots = vec![
            (root.clone(), Place::Root),
            (external.clone(), Place::Plain),
            (self.exec_root.join("bazel-out"), Place::Outputs),
        ];
        if self.dist.exists() {
            roots.push((self.dist.to_owned(), Place::Output));
        }
        let named = self.options.paths().into_iter().chain(trees);
        let (folders, single): (Vec<PathBuf>, Vec<PathBuf>) = named.partition(|path| path.is_dir());
        roots.extend(folders.into_iter().map(|path| (path, Place::Plain)));
        for (root, _) in &roots {
            file_system::check(root)?;
        }
        let rules = Rules {
            root,
            ignored,
            output_base: self.output_base,
            limit: self.limit,
        };
        let found = places::look(&roots, &rules)?;
        if !self.options.looks_at_repositories() {
            markers::check_untouched(&external, &found.folders)?;
        }
        Ok((single, found))
    }

    /// Looks at the given files, and at those that the environment and the machine name.
    ///
    /// # Errors
    /// With what can prove nothing.
    pub fn look_at_files(
        &self,
        single: impl IntoIterator<Item = PathBuf>,
    ) -> Result<Vec<Watched>, Unproven> {
        let mut paths: Vec<PathBuf> = single.into_iter().collect();
        paths.extend(environment::named_files(self.variables));
        paths.extend(system::paths(
            &self.command.workspace.root,
            env_vars::value(env_vars::PATH).as_ref(),
            home().as_deref(),
        ));
        paths.extend(std::env::current_exe().ok());
        paths.push(self.command.workspace.bazel.clone());
        paths.push(self.output_base.join("install"));
        let all = paths.iter().map(|path| watched(path, false, self.limit));
        Ok(all.collect::<Result<_, _>>()?)
    }
}
