//! Bazel's output bases, and those of workspaces that are gone.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use checkout::Error as FileError;

use crate::error::Result;
use crate::processes;

/// The file in which an output base names its workspace, so that nobody builds in it.
const NAMES_WORKSPACE: &str = "DO_NOT_BUILD_HERE";

/// How many hexadecimal digits name an output base that Bazel chose.
const DIGITS: usize = 32;

/// An output base that Bazel chose by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputBase {
    /// Its folder.
    pub path: PathBuf,
    /// The workspace that was built in it.
    pub workspace: PathBuf,
}

impl OutputBase {
    /// Whether its workspace is gone and nothing runs in it. What cannot be looked at is not gone.
    pub fn is_orphan(&self) -> bool {
        let gone = self.workspace.symlink_metadata();
        let is_gone = gone.is_err_and(|error| error.kind() == ErrorKind::NotFound);
        is_gone && !self.has_server()
    }

    /// Whether a server runs in it. Process numbers are given again: one that is alive counts where it may be Bazel's.
    fn has_server(&self) -> bool {
        let file = self.path.join("server/server.pid.txt");
        let text = fs::read_to_string(file).unwrap_or_default();
        let Ok(pid) = text.trim().parse::<i32>() else {
            return false;
        };
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let command = processes::command(pid);
        let is_named = command.iter().any(|word| word.contains(&*name));
        processes::is_running(pid) && (is_named || command.is_empty())
    }
}

/// The output bases below a folder: Bazel's for all workspaces of a user.
///
/// # Errors
/// When the folder cannot be read.
pub fn below(user_root: &Path) -> Result<Vec<OutputBase>> {
    let entries = fs::read_dir(user_root).map_err(FileError::read(user_root))?;
    let mut found: Vec<OutputBase> = entries
        .filter_map(std::result::Result::ok)
        .filter(|entry| is_chosen_by_bazel(&entry.file_name().to_string_lossy()))
        .filter_map(|entry| read(entry.path()))
        .collect();
    found.sort_by(|one, other| one.workspace.cmp(&other.workspace));
    Ok(found)
}

fn is_chosen_by_bazel(name: &str) -> bool {
    name.len() == DIGITS && name.bytes().all(|digit| digit.is_ascii_hexdigit())
}

fn read(path: PathBuf) -> Option<OutputBase> {
    let text = fs::read_to_string(path.join(NAMES_WORKSPACE)).ok()?;
    let workspace = PathBuf::from(text.trim_end_matches('\n'));
    workspace
        .is_absolute()
        .then_some(OutputBase { path, workspace })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(root: &Path, name: &str, workspace: &Path) -> PathBuf {
        let path = root.join(name);
        fs::create_dir_all(path.join("server")).unwrap();
        let text = workspace.to_str().unwrap();
        fs::write(path.join(NAMES_WORKSPACE), text).unwrap();
        path
    }

    #[test]
    fn only_bases_of_workspaces_that_are_gone_and_idle_are_orphans() {
        let dir = tempfile::tempdir().unwrap();
        let names = ["0", "1", "2", "3"].map(|digit| digit.repeat(DIGITS));
        let gone = dir.path().join("gone");
        base(dir.path(), &names[0], dir.path());
        base(dir.path(), &names[1], &gone);
        let busy = base(dir.path(), &names[2], &gone);
        let mut server = std::process::Command::new("sh")
            .args(["-c", "sleep 60 # $0", &names[2]])
            .spawn()
            .unwrap();
        fs::write(busy.join("server/server.pid.txt"), server.id().to_string()).unwrap();
        let stale = base(dir.path(), &names[3], &gone);
        // A number that was given again.
        fs::write(
            stale.join("server/server.pid.txt"),
            std::process::id().to_string(),
        )
        .unwrap();
        base(dir.path(), "cache", &gone);
        let found = below(dir.path()).unwrap();
        let orphans: Vec<String> = found
            .iter()
            .filter(|base| base.is_orphan())
            .map(|base| {
                base.path
                    .file_name()
                    .unwrap()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        let _ = server.kill();
        let _ = server.wait();
        let mut orphans = orphans;
        orphans.sort();
        assert_eq!(found.len(), 4);
        assert_eq!(orphans, [names[1].clone(), names[3].clone()]);
    }
}
