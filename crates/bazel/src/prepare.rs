//! Adapts an invocation to its workspace, which may not be set up for `tk`.

use std::path::Path;

use checkout::{BUILD_FILES, Workspace};

use crate::error::{Error, Result};
use crate::incremental;
use crate::invocation::Invocation;
use crate::rc::RcFiles;

/// Flags of the user's that the recording would collide with: Bazel writes one execution log.
const COLLIDING: [&str; 3] = [
    "--execution_log_",
    "--experimental_execution_log_",
    "--explain",
];

/// The log of a cold build can have gigabytes: with less free space than this it is not written.
const LEAST_ROOM: u64 = 1 << 30;

/// The invocation as the workspace takes it: one without a config of the mode's name is built without it.
///
/// # Errors
/// When a platform is given but the workspace defines none.
pub fn for_workspace(workspace: &Workspace, invocation: &Invocation) -> Result<Invocation> {
    let package = workspace.root.join("platforms");
    let has_platforms = BUILD_FILES.iter().any(|file| package.join(file).is_file());
    if let Some(name) = invocation.platform.as_ref().filter(|_| !has_platforms) {
        return Err(Error::NoPlatforms(name.clone()));
    }
    let rc = RcFiles::read(&workspace.root);
    Ok(Invocation {
        has_config: rc.defines(invocation.verb, invocation.mode.name()),
        compilation: incremental::compilation(workspace, invocation, &rc),
        ..invocation.clone()
    })
}

/// The invocation with the execution log that `tk why` and the proof of compilations need, where nothing speaks
/// against it.
pub fn with_execution_log(
    workspace: &Workspace,
    invocation: &Invocation,
    folder: &Path,
) -> Invocation {
    let is_needed = invocation.recorded || invocation.compilation.key.is_some();
    Invocation {
        explained: is_needed && may_log(workspace, &invocation.user_flags, folder),
        ..invocation.clone()
    }
}

/// Whether Bazel may be asked for its execution log, in a folder: not where the user asks for one, or where there is
/// little room.
fn may_log(workspace: &Workspace, user_flags: &[String], folder: &Path) -> bool {
    let room = rustix::fs::statvfs(folder).map_or(0, |disk| disk.f_bavail * disk.f_frsize);
    if room < LEAST_ROOM {
        return false;
    }
    let of_user = |flag: &str| user_flags.iter().any(|word| word.contains(flag));
    if COLLIDING.iter().any(|flag| of_user(flag)) {
        return false;
    }
    let rc = RcFiles::read(&workspace.root);
    !COLLIDING.iter().any(|flag| rc.mention(flag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_of_the_users_own_is_not_taken_away() {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::without_bazel(dir.path());
        let write = |text: &str| std::fs::write(dir.path().join(".bazelrc"), text).unwrap();
        write("# build --execution_log_json_file=x\nimport %workspace%/more.rc\n");
        assert!(may_log(&workspace, &[], dir.path()));
        std::fs::write(dir.path().join("more.rc"), "build:x --explain=why.txt\n").unwrap();
        assert!(!may_log(&workspace, &[], dir.path()));
        write("build --jobs=1\n");
        let own = ["--execution_log_compact_file=x".to_owned()];
        assert!(!may_log(&workspace, &own, dir.path()));
    }
}
