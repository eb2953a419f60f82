//! git: the base revision, its files in a folder of their own, and what was changed since.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use checkout::Error as FileError;

use crate::error::{Error, Result};

mod difference;

pub use difference::Difference;

/// Where the main branch is looked for, where git does not say which it is.
const MAIN_BRANCHES: [&str; 6] = [
    "origin/HEAD",
    "origin/main",
    "origin/master",
    "main",
    "master",
    "trunk",
];

/// What neither a user's settings nor a repository's hooks may change.
const SETTINGS: [&str; 9] = [
    "--no-optional-locks",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.sparseCheckout=false",
    "-c",
    "core.quotePath=false",
];

/// The repository of a workspace.
pub struct Repository {
    root: PathBuf,
    /// The folder of the workspace, as seen from the repository's root.
    pub below: PathBuf,
}

impl Repository {
    /// The repository that a workspace is in.
    ///
    /// # Errors
    /// When there is none, or no git.
    pub fn of(root: &Path) -> Result<Self> {
        let repository = Self {
            root: root.to_owned(),
            below: PathBuf::new(),
        };
        let asked = repository.git(&["rev-parse", "--show-prefix"], &[])?;
        let below = asked.map_err(|reason| Error::NoRepository {
            root: root.to_owned(),
            reason,
        })?;
        Ok(Self {
            below: PathBuf::from(below.trim_end_matches('\n').trim_end_matches('/')),
            ..repository
        })
    }

    /// The commit to compare with: the one named, or where the main branch was left.
    ///
    /// # Errors
    /// When git does not know it.
    pub fn base(&self, named: Option<&str>) -> Result<String> {
        match named {
            Some(revision) => self
                .commit(revision)?
                .ok_or_else(|| Error::UnknownRevision {
                    revision: revision.to_owned(),
                    is_shallow: self.is_shallow(),
                }),
            None => self.merge_base(),
        }
    }

    fn commit(&self, revision: &str) -> Result<Option<String>> {
        let commit = format!("{revision}^{{commit}}");
        let asked = self.git(
            &[
                "rev-parse",
                "--verify",
                "--quiet",
                "--end-of-options",
                &commit,
            ],
            &[],
        )?;
        Ok(asked.ok().map(|commit| commit.trim().to_owned()))
    }

    fn merge_base(&self) -> Result<String> {
        for branch in MAIN_BRANCHES {
            if self.commit(branch)?.is_none() {
                continue;
            }
            let asked = self.git(&["merge-base", branch, "HEAD"], &[])?;
            return asked
                .map(|commit| commit.trim().to_owned())
                .map_err(|_| Error::NoMergeBase {
                    branch: branch.to_owned(),
                    is_shallow: self.is_shallow(),
                });
        }
        Err(Error::NoMainBranch {
            tried: MAIN_BRANCHES.join(", "),
        })
    }

    fn is_shallow(&self) -> bool {
        let asked = self.git(&["rev-parse", "--is-shallow-repository"], &[]);
        asked.is_ok_and(|answer| answer.is_ok_and(|text| text.trim() == "true"))
    }

    /// What differs from a commit, with what is not committed and not ignored.
    ///
    /// # Errors
    /// When git fails.
    pub fn difference(&self, base: &str) -> Result<Difference> {
        let diff = [
            "diff",
            "--name-status",
            "--no-renames",
            "--no-ext-diff",
            "--relative",
            "-z",
            base,
            "--",
        ];
        let changed = self.must(&diff)?;
        let others = self.must(&["ls-files", "--others", "--exclude-standard", "-z"])?;
        Ok(Difference::new(&changed, &others))
    }

    /// Puts a commit's files into a folder, where an earlier one may be: of them, only what differs is written.
    ///
    /// # Errors
    /// When git fails.
    pub fn write_files(&self, commit: &str, folder: &Path, index: &Path) -> Result<()> {
        std::fs::create_dir_all(folder).map_err(FileError::write(folder))?;
        let git_dir = self.must(&["rev-parse", "--absolute-git-dir"])?;
        let places = [
            ("GIT_DIR", OsStr::new(git_dir.trim_end_matches('\n'))),
            ("GIT_WORK_TREE", folder.as_os_str()),
            ("GIT_INDEX_FILE", index.as_os_str()),
        ];
        let words = ["read-tree", "--reset", "-u", commit];
        let at = Self {
            root: folder.to_owned(),
            below: PathBuf::new(),
        };
        at.git(&words, &places)?
            .map(drop)
            .map_err(|reason| failed(&words, reason))
    }

    /// Of some paths, those that git ignores.
    ///
    /// # Errors
    /// When git does not start.
    pub fn ignored(&self, paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        for path in paths {
            let words = ["check-ignore", "--quiet", &path.to_string_lossy()];
            if self.git(&words, &[])?.is_ok() {
                found.push(path.clone());
            }
        }
        Ok(found)
    }

    fn must(&self, words: &[&str]) -> Result<String> {
        self.git(words, &[])?
            .map_err(|reason| failed(words, reason))
    }

    /// What git answers, or what it says of a failure.
    fn git(&self, words: &[&str], places: &[(&str, &OsStr)]) -> Result<Result<String, String>> {
        let mut git = Command::new("git");
        let output = git
            .arg("-C")
            .arg(&self.root)
            .args(SETTINGS)
            .args(words)
            .envs(places.iter().copied())
            .stdin(Stdio::null())
            .output()
            .map_err(Error::NoGit)?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(if output.status.success() {
            Ok(text(&output.stdout))
        } else {
            Err(text(&output.stderr).trim().to_owned())
        })
    }
}

fn failed(words: &[&str], reason: String) -> Error {
    Error::Git {
        command: words.first().copied().unwrap_or_default().to_owned(),
        reason,
    }
}
