//! From the checkout and a base to what differs.

use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};

use bazel::rc::RcFiles;
use bazel::{Invocation, Observer, Verb, prepare};
use checkout::{Error as FileError, Workspace, files};

use crate::ask::Bazel;
use crate::compare::{self, Changes};
use crate::digests::Digests;
use crate::error::{Error, Result};
use crate::files::{Files, digest};
use crate::graph::Graph;
use crate::place::Place;
use crate::remembered::Remembered;
use crate::repository::Repository;

/// Another form of what is remembered has another number.
const FORM: &str = "2";

/// What Bazel reads and git may ignore.
const LOCK: &str = "MODULE.bazel.lock";

/// What to compare.
pub struct Asked<'a> {
    /// The checkout.
    pub workspace: &'a Workspace,
    /// How it would be built; the targets do not count.
    pub invocation: &'a Invocation,
    /// The revision to compare with; by default, where the main branch was left.
    pub base: Option<&'a str>,
}

/// What differs between the checkout, with uncommitted changes, and the base.
///
/// # Errors
/// When there is no such base, or Bazel cannot analyse one of both.
pub fn since(asked: &Asked, observer: &mut dyn Observer) -> Result<Changes> {
    let workspace = asked.workspace;
    let repository = Repository::of(&workspace.root)?;
    let commit = repository.base(asked.base)?;
    let folder = workspace.make_state_dir().join("affected");
    std::fs::create_dir_all(&folder).map_err(FileError::write(&folder))?;
    let lock = folder.join("lock");
    let lock = File::create(&lock)
        .and_then(|file| file.lock().map(|()| file))
        .map_err(FileError::write(&lock))?;
    let invocation = prepare::for_workspace(workspace, asked.invocation)?;
    let mut bazel = Bazel {
        workspace,
        startup: Vec::new(),
        answers: folder.clone(),
        observer,
        is_stopped: false,
    };
    let output_base = bazel.output_base()?;
    let mut files = Files::remembered(folder.join("files.json"));
    let mut revisions = Revisions {
        repository: &repository,
        invocation: &invocation,
        output_base: &output_base,
        files: &mut files,
    };
    let remembered = Remembered::new(&folder);
    let key = revisions.key(workspace, &commit)?;
    let base = match remembered.find(&key) {
        Some(base) => base,
        None => {
            let base = revisions.base(&mut bazel, &commit)?;
            remembered.keep(&key, &base)?;
            base
        }
    };
    let difference = repository.difference(&commit)?;
    let (graph, mut current) = revisions.digests(&mut bazel, &invocation, &output_base)?;
    current.bazel = match difference.has(".bazelversion") {
        true => bazel.version()?,
        false => base.bazel.clone(),
    };
    files.keep();
    drop(lock);
    let mut changes = compare::compare(&graph, &base, &current, &difference);
    changes.base = commit;
    Ok(changes)
}

struct Revisions<'a> {
    repository: &'a Repository,
    invocation: &'a Invocation,
    output_base: &'a Path,
    files: &'a mut Files,
}

impl Revisions<'_> {
    /// What the digests of a commit depend on.
    fn key(&mut self, workspace: &Workspace, commit: &str) -> Result<String> {
        let mut texts = vec![FORM.to_owned(), commit.to_owned()];
        let words = self.invocation.question_arguments("aquery");
        texts.extend(words.iter().map(|word| word.to_string_lossy().into_owned()));
        texts.push(self.files.digest(&workspace.bazel));
        for path in self.beyond_git(workspace)? {
            texts.push(path.to_string_lossy().into_owned());
            texts.push(self.files.digest(&path));
        }
        Ok(digest(texts.iter().map(String::as_str)))
    }

    /// Files that decide how Bazel builds, and are no part of a commit.
    fn beyond_git(&self, workspace: &Workspace) -> Result<Vec<PathBuf>> {
        let root = &workspace.root;
        let of_rc = RcFiles::read(root).into_files().into_iter();
        let read = of_rc
            .filter(|file| file.content.is_some())
            .map(|file| file.path);
        let lock = Some(root.join(LOCK)).filter(|lock| lock.is_file());
        let (inside, outside): (Vec<_>, Vec<_>) =
            read.chain(lock).partition(|path| path.starts_with(root));
        let ignored = self.repository.ignored(&inside)?;
        Ok(ignored.into_iter().chain(outside).collect())
    }

    /// The digests of a commit, from a folder with its files and an output base of their own.
    fn base(&mut self, bazel: &mut Bazel, commit: &str) -> Result<Digests> {
        let own = self.own_folder();
        let checkout = bazel.workspace;
        // The folder has the checkout's name: without a module's name Bazel takes it for the workspace's.
        let name = if self.repository.below == Path::new("") {
            checkout.root.file_name().unwrap_or_default().to_owned()
        } else {
            OsString::from("repository")
        };
        let tree = own.join("sources").join(name);
        self.repository
            .write_files(commit, &tree, &own.join("index"))?;
        let workspace = Workspace {
            root: tree.join(&self.repository.below),
            ..checkout.clone()
        };
        self.complete(checkout, &workspace.root)?;
        let output_base = own.join("output");
        let mut flag = OsString::from("--output_base=");
        flag.push(&output_base);
        let mut base = Bazel {
            workspace: &workspace,
            startup: vec![flag],
            answers: bazel.answers.clone(),
            observer: &mut *bazel.observer,
            is_stopped: false,
        };
        // Its flags are those of the checkout, as far as its rc files know the mode.
        let mut invocation = self.invocation.clone();
        invocation.has_config =
            RcFiles::read(&workspace.root).defines(invocation.verb, invocation.mode.name());
        let of_base = |error| match error {
            Error::Bazel(source) => Error::Base {
                commit: commit.to_owned(),
                source,
            },
            other => other,
        };
        let asked = self
            .digests(&mut base, &invocation, &output_base)
            .map_err(of_base);
        base.shut_down();
        let (_, mut digests) = asked?;
        digests.bazel = base.version()?;
        Ok(digests)
    }

    /// Beside the output base of the checkout: not in it, where Bazel refuses to work.
    fn own_folder(&self) -> PathBuf {
        let mut name = self.output_base.file_name().unwrap_or_default().to_owned();
        name.push("-affected");
        self.output_base.with_file_name(name)
    }

    /// Adds what is no part of a commit and yet read: ignored rc files and lock files, and what rc files name.
    fn complete(&self, checkout: &Workspace, base: &Path) -> Result<()> {
        let root = &checkout.root;
        for path in self.beyond_git(checkout)? {
            let Ok(below) = path.strip_prefix(root) else {
                continue;
            };
            let bytes = std::fs::read(&path).map_err(FileError::read(&path))?;
            files::write(&base.join(below), &bytes)?;
        }
        for option in RcFiles::read(base).all_options() {
            let Some((_, below)) = option.split_once("%workspace%/") else {
                continue;
            };
            let (from, to) = (root.join(below), base.join(below));
            let is_ignored = || self.repository.ignored(std::slice::from_ref(&from));
            if from.exists() && to.symlink_metadata().is_err() && !is_ignored()?.is_empty() {
                if let Some(folder) = to.parent() {
                    std::fs::create_dir_all(folder).map_err(FileError::write(folder))?;
                }
                std::os::unix::fs::symlink(&from, &to).map_err(FileError::write(&to))?;
            }
        }
        Ok(())
    }

    fn digests(
        &mut self,
        bazel: &mut Bazel,
        invocation: &Invocation,
        output_base: &Path,
    ) -> Result<(Graph, Digests)> {
        let root = &bazel.workspace.root;
        let rules = bazel.targets()??;
        let labels = rules.iter().map(|rule| rule.name.as_str());
        let actions = bazel.actions(invocation, labels)??;
        let place = Place {
            root: root.clone(),
            output_base: output_base.to_owned(),
        };
        let graph = Graph::new(rules, actions, &place);
        let mut digests = Digests::of(&graph, &place, self.files);
        digests.test_options = options_for_tests(root, invocation);
        Ok((graph, digests))
    }
}

/// What rc files say of tests alone: Bazel's list of actions does not take it.
fn options_for_tests(root: &Path, invocation: &Invocation) -> Vec<String> {
    let rc = RcFiles::read(root);
    let mode = format!("--config={}", invocation.mode.name());
    let options = |verb| -> Vec<String> {
        let config = rc
            .defines(verb, invocation.mode.name())
            .then_some(mode.as_str());
        let typed = config
            .into_iter()
            .chain(invocation.user_flags.iter().map(String::as_str));
        let given = rc.in_force(verb, typed);
        given.into_iter().map(|given| given.option).collect()
    };
    let of_builds = options(Verb::Build);
    let mut of_tests = options(Verb::Test);
    of_tests.retain(|option| !of_builds.contains(option));
    of_tests
}
