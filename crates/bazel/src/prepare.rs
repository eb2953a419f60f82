//! Adapts an invocation to its workspace, which may not be set up for `tk`.

use std::path::Path;

use checkout::{Workspace, build_file};

use crate::error::{Error, Result};
use crate::incremental;
use crate::invocation::Invocation;
use crate::rc::RcFiles;
use crate::registry;
use crate::verb::Verb;

/// The log of a cold build can have gigabytes: with less free space than this it is not written.
const LEAST_ROOM: u64 = 1 << 30;

/// The invocation as the workspace takes it: one without a config of the mode's name is built without it.
///
/// # Errors
/// When a platform is given but the workspace defines none.
pub fn for_workspace(workspace: &Workspace, invocation: &Invocation) -> Result<Invocation> {
    let has_platforms = build_file(&workspace.root.join("platforms")).is_some();
    if let Some(name) = invocation.platform.as_ref().filter(|_| !has_platforms) {
        return Err(Error::NoPlatforms(name.clone()));
    }
    let rc = RcFiles::read(&workspace.root);
    let mut fitted = with_rc(&rc, invocation);
    fitted.compilation = incremental::compilation(workspace, &fitted);
    Ok(fitted)
}

/// The invocation with what rc files add to it.
fn with_rc(rc: &RcFiles, invocation: &Invocation) -> Invocation {
    let mut known = invocation.clone();
    known.has_config = rc.defines(invocation.verb, invocation.mode.name());
    let flags = known.flags_of_user();
    known.of_rc = rc.in_force(invocation.verb, flags.iter().map(String::as_str));
    known
}

/// The file in which the user or an rc file names the targets of an invocation, if any does.
pub fn target_file(workspace: &Workspace, invocation: &Invocation) -> Option<String> {
    with_rc(&RcFiles::read(&workspace.root), invocation).target_file()
}

/// The flag by which Bazel gives up at once where the registry cannot be reached (see [`registry::patience`]), for an
/// invocation that was adapted to the workspace, or for a query.
pub fn patience(workspace: &Workspace, invocation: Option<&Invocation>) -> Option<String> {
    let of_query = || RcFiles::read(&workspace.root).in_force(Verb::Build, []);
    let given = invocation.map_or_else(of_query, |invocation| invocation.of_rc.clone());
    let typed = invocation
        .iter()
        .flat_map(|invocation| &invocation.user_flags);
    let words: Vec<String> = given
        .into_iter()
        .map(|given| given.option)
        .chain(typed.cloned())
        .collect();
    registry::patience(workspace, &words)
}

/// The invocation with the execution log that `tk why` and the proof of compilations need, where nothing speaks
/// against it.
pub fn with_execution_log(invocation: &Invocation, folder: &Path) -> Invocation {
    let is_needed = invocation.recorded || invocation.compilation.key.is_some();
    Invocation {
        explained: is_needed && may_log(invocation, folder),
        ..invocation.clone()
    }
}

/// Whether Bazel may be asked for its execution log, in a folder: not where the user or an rc file asks for one, or
/// where there is little room.
fn may_log(invocation: &Invocation, folder: &Path) -> bool {
    let room = rustix::fs::statvfs(folder).map_or(0, |disk| disk.f_bavail * disk.f_frsize);
    room >= LEAST_ROOM && !invocation.has_log_of_others()
}

#[cfg(test)]
mod tests {
    use super::*;
    use checkout::Mode;

    #[test]
    fn a_log_of_the_users_own_is_not_taken_away() {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::without_bazel(dir.path());
        let write = |file: &str, text: &str| std::fs::write(dir.path().join(file), text).unwrap();
        let is_explained = |flags: &[&str]| {
            let build = Invocation {
                user_flags: flags.iter().map(|flag| (*flag).to_owned()).collect(),
                ..Invocation::new(Verb::Build, Mode::Development)
            };
            let fitted = for_workspace(&workspace, &build).unwrap();
            with_execution_log(&fitted, dir.path()).explained
        };
        write(
            ".bazelrc",
            "# build --execution_log_json_file=x\nimport %workspace%/more.rc\n",
        );
        assert!(is_explained(&[]));
        write(
            "more.rc",
            "build:x --explain=why.txt\nquery --explain=why.txt\n",
        );
        assert!(is_explained(&[]), "what is not in force takes nothing away");
        assert!(!is_explained(&["--config=x"]));
        assert!(!is_explained(&["--execution_log_compact_file=x"]));
        write("more.rc", "common --execution_log_json_file x\n");
        assert!(!is_explained(&[]));
    }
}
