//! The files that Bazel writes about a build, and the flags that make it write them.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// With a remote cache Bazel would name the cache's addresses in place of files that are here, such as tests' logs.
/// Behind the user's flags: the last one counts.
pub(crate) const FILES_OF_HERE: &str = "--build_event_binary_file_path_conversion=no";

/// Where Bazel writes for `tk`.
#[derive(Clone, Debug)]
pub struct Recordings {
    /// Its build events.
    pub events: PathBuf,
    /// Its profile: when each action ran, and how.
    pub profile: PathBuf,
    /// Its execution log: what each process was given.
    pub executions: PathBuf,
    /// Its own reasons for running actions.
    pub reasons: PathBuf,
    /// What to build, where that is more than a command line holds; `tk` writes it.
    pub targets: PathBuf,
}

impl Recordings {
    /// In a folder.
    pub fn below(folder: &Path) -> Self {
        Self {
            events: folder.join("events.bep"),
            profile: folder.join("profile.gz"),
            executions: folder.join("executions.log"),
            reasons: folder.join("reasons.txt"),
            targets: folder.join("targets.txt"),
        }
    }

    /// What `tk why` explains builds from. Unsorted: sorting takes time in the end of a build.
    pub(crate) fn execution_flags(&self) -> [OsString; 3] {
        [
            with_path("--execution_log_binary_file=", &self.executions),
            "--noexecution_log_sort".into(),
            with_path("--explain=", &self.reasons),
        ]
    }

    pub(crate) fn event_flags(&self) -> [OsString; 6] {
        [
            "--build_event_publish_all_actions".into(),
            with_path("--build_event_binary_file=", &self.events),
            with_path("--profile=", &self.profile),
            // Bazel 7's events name actions without their times: the profile has to name them, too.
            "--experimental_profile_include_target_label".into(),
            "--experimental_profile_include_primary_output".into(),
            "--noslim_profile".into(),
        ]
    }
}

pub(crate) fn with_path(flag: &str, path: &Path) -> OsString {
    let mut flag = OsString::from(flag);
    flag.push(path);
    flag
}
