//! Making a tree of what the agent left.

use std::path::Path;

use service::ports::{StepError, Workspace};

use super::HardenedGit;
use super::call::{Call, lasting};
use super::walk::{self, Found};
use crate::places::Places;

/// Files of one commit.
const FILES: usize = 50_000;

/// Bytes of one commit.
const BYTES: u64 = 1024 * 1024 * 1024;

/// The mode of a submodule.
const GITLINK: &[u8] = b"160000";

/// What would be committed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Staged {
    /// The tree.
    pub(super) tree: String,
    /// Paths that differ from the base, sorted.
    pub(super) files: Vec<String>,
}

impl HardenedGit {
    /// Makes a tree. Only plumbing is used: `git add` takes a repository for a submodule, and `git status` asks nested
    /// repositories.
    pub(super) async fn stage(&self, workspace: &Workspace) -> Result<Staged, StepError> {
        let places = Places::of_workspace(workspace);
        let index = Index {
            git: self,
            git_dir: &places.git(),
            tree: &workspace.folder,
        };
        let found = walk::through(workspace.folder.clone()).await?;
        index.reset(workspace.base.as_deref()).await?;
        index.refuse(&found).await?;
        index.remove_what_is_gone(&found).await?;
        index.add_what_differs(&found).await?;
        let tree = self
            .git_line(Call::of(&places.git(), &["write-tree"]))
            .await?;
        let base = match &workspace.base {
            Some(base) => base.clone(),
            None => self.git_line(Call::of(&places.git(), &["mktree"])).await?,
        };
        let files = self.difference(&places.git(), &base, &tree).await?;
        if let Some(path) = files
            .iter()
            .find(|path| path.eq_ignore_ascii_case(".gitmodules"))
        {
            return Err(StepError::Final(format!(
                "{path:?} names submodules, which no build may change"
            )));
        }
        Ok(Staged { tree, files })
    }

    /// Paths that differ between two trees, sorted.
    pub(super) async fn difference(
        &self,
        git_dir: &Path,
        from: &str,
        to: &str,
    ) -> Result<Vec<String>, StepError> {
        let arguments = [
            "diff-tree",
            "-r",
            "-z",
            "--raw",
            "--no-renames",
            "--no-ext-diff",
            from,
            to,
        ];
        let raw = self.git(Call::of(git_dir, &arguments)).await?;
        let mut fields = raw.split(|byte| *byte == 0);
        let mut files = Vec::new();
        while let (Some(modes), Some(path)) = (fields.next(), fields.next()) {
            let path = String::from_utf8_lossy(path).into_owned();
            // `:OLD NEW ...`
            if modes.split(|byte| *byte == b' ').nth(1) == Some(GITLINK) {
                return Err(StepError::Final(format!(
                    "{path:?} is a submodule, which no build may change"
                )));
            }
            files.push(path);
        }
        files.sort();
        Ok(files)
    }
}

/// The index of an attempt.
struct Index<'a> {
    git: &'a HardenedGit,
    git_dir: &'a Path,
    tree: &'a Path,
}

impl Index<'_> {
    fn call(&self, arguments: &[&str]) -> Call<'_> {
        Call {
            work_tree: Some(self.tree),
            ..Call::of(self.git_dir, arguments)
        }
    }

    /// Has the base, and knows the time of no file: an agent can set times so that a change is not seen.
    async fn reset(&self, base: Option<&str>) -> Result<(), StepError> {
        // What a killed attempt at this has left. The folder is this attempt's alone.
        let _ = std::fs::remove_file(self.git_dir.join("index.lock"));
        let _ = std::fs::remove_file(self.git_dir.join("index"));
        let what = base.unwrap_or("--empty");
        self.git
            .git(Call::of(self.git_dir, &["read-tree", what]))
            .await?;
        Ok(())
    }

    /// Fails where there is something that no commit may have, unless it is ignored.
    async fn refuse(&self, found: &Found) -> Result<(), StepError> {
        if found.refused.is_empty() {
            return Ok(());
        }
        let paths: Vec<&[u8]> = found
            .refused
            .iter()
            .map(|(path, _)| path.as_slice())
            // Which git would not take literally here.
            .filter(|path| !path.starts_with(b":"))
            .collect();
        let call = Call {
            input: listed(&paths),
            // This command knows no other paths.
            environment: vec![("GIT_LITERAL_PATHSPECS", "0".to_owned())],
            ..self.call(&["check-ignore", "-z", "--stdin"])
        };
        // Without an answer nothing is ignored.
        let ignored = self.git.output(call).await?.stdout;
        let ignored: Vec<&[u8]> = ignored.split(|byte| *byte == 0).collect();
        let mut left = found
            .refused
            .iter()
            .filter(|(path, _)| !ignored.contains(&path.as_slice()));
        match left.next() {
            None => Ok(()),
            Some((path, why)) => {
                let path = String::from_utf8_lossy(path).into_owned();
                Err(StepError::Final(format!(
                    "{path:?} {why}: it cannot be committed"
                )))
            }
        }
    }

    /// Removes from the index what the walk did not find: also what stands behind a link now, which git would follow.
    async fn remove_what_is_gone(&self, found: &Found) -> Result<(), StepError> {
        let tracked = self
            .git
            .git(Call::of(self.git_dir, &["ls-files", "-z", "--stage"]))
            .await?;
        let mut gone = Vec::new();
        for entry in tracked.split(|byte| *byte == 0) {
            // `MODE SHA STAGE<TAB>PATH`; a submodule is an empty folder.
            let Some(tab) = entry.iter().position(|byte| *byte == b'\t') else {
                continue;
            };
            let path = &entry[tab + 1..];
            if !entry.starts_with(GITLINK) && !found.files.contains_key(path) {
                gone.push(path);
            }
        }
        self.update(&["update-index", "-z", "--force-remove", "--stdin"], &gone)
            .await
    }

    async fn add_what_differs(&self, found: &Found) -> Result<(), StepError> {
        let arguments = [
            "ls-files",
            "-z",
            "--others",
            "--modified",
            "--exclude-standard",
        ];
        let listed = self.git.git(self.call(&arguments)).await?;
        let mut paths = Vec::new();
        let mut bytes = 0;
        for path in listed
            .split(|byte| *byte == 0)
            .filter(|path| !path.is_empty())
        {
            let Some(size) = found.files.get(path) else {
                continue;
            };
            paths.push(path);
            bytes += size;
        }
        if paths.len() > FILES || bytes > BYTES {
            return Err(StepError::Final(format!(
                "{} files with {bytes} bytes have changed; at most {FILES} with {BYTES} bytes can be committed: is something \
                 missing in .gitignore?",
                paths.len()
            )));
        }
        self.update(
            &["update-index", "-z", "--add", "--replace", "--stdin"],
            &paths,
        )
        .await
    }

    async fn update(&self, arguments: &[&str], paths: &[&[u8]]) -> Result<(), StepError> {
        if paths.is_empty() {
            return Ok(());
        }
        let call = Call {
            input: listed(paths),
            ..self.call(arguments)
        };
        let output = self.git.output(call).await?;
        // It leaves out what no index may have, and says no more than that.
        let leaves_out = String::from_utf8_lossy(&output.stderr).contains("Ignoring path");
        match output.status.success() && !leaves_out {
            true => Ok(()),
            false => Err(lasting(self.git.failure("update-index", &output))),
        }
    }
}

fn listed(paths: &[&[u8]]) -> Vec<u8> {
    let mut list = paths.join(&0);
    list.push(0);
    list
}
