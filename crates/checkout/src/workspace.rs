//! The checkout in which `tk` works.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::env_vars;
use crate::error::{Error, Result};
use crate::files;

const ROOT_FILES: [&str; 4] = ["MODULE.bazel", "REPO.bazel", "WORKSPACE.bazel", "WORKSPACE"];

/// The names of BUILD files.
pub const BUILD_FILES: [&str; 2] = ["BUILD.bazel", "BUILD"];

/// The BUILD file of a folder, if it is a package.
pub fn build_file(folder: &Path) -> Option<PathBuf> {
    let mut files = BUILD_FILES.iter().map(|name| folder.join(name));
    files.find(|path| path.is_file())
}

/// The checkout in which `tk` works, and the Bazel that builds it.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The checkout's root, absolute.
    pub root: PathBuf,
    /// The Bazel to run.
    pub bazel: PathBuf,
    /// The launcher's cache folder, if the launcher runs us.
    pub cache: Option<PathBuf>,
    /// Where Bazel creates sandboxes, if the launcher chose a place.
    pub sandbox_base: Option<PathBuf>,
}

impl Workspace {
    /// Finds the workspace and its Bazel from the environment and the current folder.
    ///
    /// # Errors
    /// When there is no workspace or no Bazel.
    pub fn from_environment() -> Result<Self> {
        let workspace = Self {
            root: find_root()?,
            bazel: find_bazel(
                env_vars::value(env_vars::TK_BAZEL_BIN),
                env_vars::value(env_vars::PATH),
            )?,
            cache: env_vars::value(env_vars::TK_CACHE).map(PathBuf::from),
            sandbox_base: env_vars::value(env_vars::TK_SANDBOX_BASE).map(PathBuf::from),
        };
        workspace.shut_state_dir();
        Ok(workspace)
    }

    /// A workspace at a root, for code that does not run Bazel.
    pub fn without_bazel(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            bazel: PathBuf::new(),
            cache: None,
            sandbox_base: None,
        }
    }

    /// Where `tk` and the launcher keep their state for this checkout; ignored by git.
    pub fn state_dir(&self) -> PathBuf {
        self.root.join(".tk")
    }

    /// Creates that folder with a `.gitignore` of its own, so that the workspace's need not list it. If this
    /// fails, later writes report the error.
    pub fn make_state_dir(&self) -> PathBuf {
        let dir = self.state_dir();
        let ignore = dir.join(".gitignore");
        if !dir.exists() {
            // Where that cannot be done, whoever writes there finds out.
            let _ = files::make_private_folder(&dir);
        }
        self.shut_state_dir();
        if !ignore.exists() {
            let _ = files::write(&ignore, b"*\n");
        }
        dir
    }

    /// Takes others' access to that folder and what is in it, which tells of the project: an earlier `tk` gave it.
    fn shut_state_dir(&self) {
        let dir = self.state_dir();
        // The launcher shuts the folder, but not what an earlier one left in it.
        let history = dir.join("history.sqlite");
        if files::is_open_to_others(&dir) || files::is_open_to_others(&history) {
            files::shut(&dir);
        }
    }

    /// The current folder, relative to the root.
    pub fn below_root(&self) -> PathBuf {
        let current = std::env::current_dir().unwrap_or_default();
        let physical = self.root.canonicalize();
        let roots = std::iter::once(&self.root).chain(&physical);
        roots
            .filter_map(|root| current.strip_prefix(root).ok())
            .map(Path::to_owned)
            .next()
            .unwrap_or_default()
    }

    /// The version of Bazel that `.bazelversion` names, however people and editors wrote it: with CRLF, a byte order
    /// mark, blanks, empty lines and comments. `None` if it names none.
    pub fn bazel_version(&self) -> Option<String> {
        let text = std::fs::read_to_string(self.root.join(".bazelversion")).ok()?;
        let lines = text.trim_start_matches('\u{feff}').lines();
        let mut words = lines.filter_map(|line| line.split('#').next()?.split_whitespace().next());
        words.next().map(str::to_owned)
    }

    /// Where artifacts go, with a folder per platform.
    pub fn dist_dir(&self) -> PathBuf {
        self.root.join("dist")
    }
}

/// Finds the workspace's root from the environment and the current folder.
///
/// # Errors
/// When there is no workspace.
pub fn find_root() -> Result<PathBuf> {
    let current = std::env::current_dir().map_err(Error::read("."))?;
    match env_vars::value(env_vars::TK_ROOT) {
        Some(root) => named_root(&current.join(root)),
        None => nearest_root(&current),
    }
}

fn is_root(dir: &Path) -> bool {
    ROOT_FILES.iter().any(|file| dir.join(file).is_file())
}

fn named_root(dir: &Path) -> Result<PathBuf> {
    if is_root(dir) {
        Ok(dir.to_owned())
    } else {
        Err(Error::NoWorkspace(dir.to_owned()))
    }
}

fn nearest_root(dir: &Path) -> Result<PathBuf> {
    let found = dir.ancestors().find(|dir| is_root(dir));
    found
        .map(Path::to_owned)
        .ok_or_else(|| Error::NoWorkspace(dir.to_owned()))
}

fn find_bazel(named: Option<OsString>, path: Option<OsString>) -> Result<PathBuf> {
    if let Some(named) = named.map(PathBuf::from) {
        return if named.is_file() {
            Ok(named)
        } else {
            Err(Error::NoBazel(format!(
                "{} names {}, which is not a file",
                env_vars::TK_BAZEL_BIN,
                named.display()
            )))
        };
    }
    let folders: Vec<PathBuf> = path.iter().flat_map(std::env::split_paths).collect();
    ["bazelisk", "bazel"]
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|program| program.is_file())
        .ok_or_else(|| {
            Error::NoBazel(format!(
                "{} is not set, and PATH has no bazelisk or bazel",
                env_vars::TK_BAZEL_BIN
            ))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_root_upwards_is_the_workspace() {
        let dir = tempfile::tempdir().unwrap();
        let inner = dir.path().join("a/b");
        std::fs::create_dir_all(&inner).unwrap();
        std::fs::write(dir.path().join("MODULE.bazel"), "").unwrap();
        assert_eq!(nearest_root(&inner).unwrap(), dir.path());
        assert!(named_root(&inner).is_err());
    }

    #[test]
    fn a_missing_bazel_is_named() {
        let error = find_bazel(Some("/nowhere/bazel".into()), None).unwrap_err();
        insta::assert_snapshot!(
            error,
            @"cannot find Bazel: TK_BAZEL_BIN names /nowhere/bazel, which is not a file"
        );
        let error = find_bazel(None, Some("/nowhere".into())).unwrap_err();
        insta::assert_snapshot!(
            error,
            @"cannot find Bazel: TK_BAZEL_BIN is not set, and PATH has no bazelisk or bazel"
        );
    }

    fn mode(path: &Path) -> u32 {
        use std::os::unix::fs::PermissionsExt;
        path.metadata().unwrap().permissions().mode() & 0o777
    }

    fn set_mode(path: &Path, mode: u32) {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn what_tk_remembers_is_its_owners() {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::without_bazel(dir.path());
        // As an earlier tk left it, and outside of it a file that a link leads to.
        let state = workspace.state_dir();
        std::fs::create_dir_all(state.join("profiles")).unwrap();
        let kept = [
            "history.sqlite",
            "history.sqlite-wal",
            "profiles/1.json.gz",
            "tk",
            "../outside",
        ];
        for name in kept {
            std::fs::write(state.join(name), "").unwrap();
            set_mode(&state.join(name), if name == "tk" { 0o755 } else { 0o644 });
        }
        std::os::unix::fs::symlink("../outside", state.join("link")).unwrap();
        set_mode(&state.join("profiles"), 0o755);
        for folder_mode in [0o755, 0o700] {
            set_mode(&state, folder_mode);
            set_mode(&state.join("history.sqlite"), 0o644);
            workspace.make_state_dir();
            assert_eq!(mode(&state), 0o700);
            let modes = kept.map(|name| mode(&state.join(name)));
            assert_eq!(modes, [0o600, 0o600, 0o600, 0o700, 0o644]);
            assert_eq!(mode(&state.join("profiles")), 0o700);
        }
        assert_eq!(
            std::fs::read_to_string(state.join(".gitignore")).unwrap(),
            "*\n"
        );
    }

    #[test]
    fn a_folder_that_is_not_there_is_not_made_by_looking() {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::without_bazel(dir.path());
        workspace.shut_state_dir();
        assert!(!workspace.state_dir().exists());
        assert_eq!(mode(&workspace.make_state_dir()), 0o700);
        let written = workspace.state_dir().join("folder/written");
        files::write(&written, b"").unwrap();
        assert_eq!(mode(&written), 0o600);
        assert_eq!(mode(&workspace.state_dir().join("folder")), 0o700);
        assert_eq!(mode(&workspace.state_dir().join(".gitignore")), 0o600);
    }

    #[test]
    fn the_version_of_bazel_is_read_as_people_write_it() {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::without_bazel(dir.path());
        let read = |text: &str| {
            std::fs::write(dir.path().join(".bazelversion"), text).unwrap();
            workspace.bazel_version()
        };
        for text in [
            "7.7.1",
            "7.7.1\n",
            "\u{feff}7.7.1\r\n",
            "  7.7.1\t\n",
            "# pinned\n\n7.7.1 # why\n8.0.0\n",
        ] {
            assert_eq!(read(text).as_deref(), Some("7.7.1"), "{text:?}");
        }
        for text in ["", "\n \r\n", "# none\n"] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }
}
