//! Why actions ran: recorded with each build, told by `tk why`.
//!
//! Sources, and what they cost (a cold build of 300 actions with 2,000 inputs each, 14 s): Bazel's
//! execution log, unsorted, and its `--explain` cost less than repeated builds differ; sorted, the
//! log costs 9 %. The log has each process's command line, environment and inputs with digests;
//! it is compared with what the database remembers of the action's last run.

mod answer;
mod bazels_reasons;
pub mod reason;
pub mod recorder;
mod runfiles;
pub mod state;
pub mod view;

pub use answer::{Asked, answer, known_steps};

use std::path::{Path, PathBuf};

use checkout::Workspace;
use checkout::env_vars;

/// Flags of the user's that the recording would collide with: Bazel writes one execution log.
const COLLIDING: [&str; 3] = [
    "--execution_log_",
    "--experimental_execution_log_",
    "--explain",
];

/// rc files that import each other are followed this deep.
const MAX_DEPTH: usize = 8;

/// The log of a cold build can have gigabytes: with less room than this there is none.
const LEAST_ROOM: u64 = 1 << 30;

/// Whether Bazel may be asked for its execution log, in a folder: not where the user asks for one,
/// or where there is little room.
pub fn may_log(workspace: &Workspace, user_flags: &[String], folder: &Path) -> bool {
    let room = rustix::fs::statvfs(folder).map_or(0, |disk| disk.f_bavail * disk.f_frsize);
    if room < LEAST_ROOM {
        return false;
    }
    let collides = |text: &str| COLLIDING.iter().any(|flag| text.contains(flag));
    if user_flags.iter().any(|flag| collides(flag)) {
        return false;
    }
    let home = env_vars::value(env_vars::HOME).map(|home| PathBuf::from(home).join(".bazelrc"));
    let files = [
        Some(workspace.root.join(".bazelrc")),
        home,
        Some(PathBuf::from("/etc/bazel.bazelrc")),
    ];
    let mut lines = Vec::new();
    for file in files.into_iter().flatten() {
        read_rc(&workspace.root, &file, MAX_DEPTH, &mut lines);
    }
    !lines.iter().any(|line| collides(line))
}

/// The lines of an rc file and of those that it imports.
fn read_rc(root: &Path, file: &Path, depth: usize, lines: &mut Vec<String>) {
    let Ok(text) = std::fs::read_to_string(file) else {
        return;
    };
    for line in text
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with('#'))
    {
        let imported = line
            .strip_prefix("import ")
            .or_else(|| line.strip_prefix("try-import "));
        match imported {
            Some(path) if depth > 0 => {
                let path = path.trim().replace("%workspace%", &root.to_string_lossy());
                read_rc(root, &root.join(path), depth - 1, lines);
            }
            _ => lines.push(line.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_of_the_users_own_is_not_taken_away() {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::without_bazel(dir.path());
        let read = |text: &str| {
            std::fs::write(dir.path().join(".bazelrc"), text).unwrap();
            let mut lines = Vec::new();
            read_rc(
                &workspace.root,
                &dir.path().join(".bazelrc"),
                MAX_DEPTH,
                &mut lines,
            );
            lines
        };
        std::fs::write(dir.path().join("more.rc"), "build --explain=why.txt\n").unwrap();
        let lines = read(
            "# build --execution_log_json_file=x\nimport %workspace%/more.rc\ntry-import %workspace%/none\nimport %workspace%/.bazelrc\n",
        );
        assert!(
            lines.contains(&"build --explain=why.txt".to_owned()),
            "{lines:?}"
        );
        assert!(!lines.iter().any(|line| line.contains("json_file")));
        assert!(!may_log(&workspace, &[], dir.path()));
        read("build --jobs=1\n");
        assert!(!may_log(
            &workspace,
            &["--execution_log_compact_file=x".to_owned()],
            dir.path()
        ));
    }
}
