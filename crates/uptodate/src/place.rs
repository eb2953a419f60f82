//! What a folder is, and which of its entries count for it.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use crate::record::Listing;

/// What is written into `bazel-out` in every build, and no output depends on: by Bazel, and by rustc, which
/// keeps state between compilations there.
const OUTPUT_NOISE: [&[u8]; 4] = [
    b"_tmp",
    b"rustc-incremental",
    b"stable-status.txt",
    b"volatile-status.txt",
];

/// The logs of tests in a configuration's folder, which no build makes.
const TEST_LOGS: &[u8] = b"testlogs";

/// What is in the workspace's root and none of Bazel's business.
const ROOT_NOISE: [&[u8]; 2] = [b".git", b".tk"];

/// The one file of a runfiles folder that Bazel looks at.
const RUNFILES_MANIFEST: &[u8] = b"MANIFEST";

/// What a folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The workspace's root.
    Root,
    /// A folder of the workspace.
    Workspace,
    /// `bazel-out`.
    Outputs,
    /// `bazel-out/<configuration>`.
    Configuration,
    /// A folder below that.
    Output,
    /// The tree of links of a program that was built.
    Runfiles,
    /// Any other.
    Plain,
}

impl Place {
    /// How the entries of such a folder are remembered.
    pub(crate) fn listing(self) -> Listing {
        match self {
            Self::Root => Listing::Root,
            Self::Outputs => Listing::Outputs,
            Self::Configuration => Listing::Configuration,
            Self::Runfiles => Listing::Named,
            Self::Workspace | Self::Output | Self::Plain => Listing::Strict,
        }
    }

    /// The place whose entries were remembered so.
    pub(crate) fn listed(listing: Listing) -> Self {
        match listing {
            Listing::Root => Self::Root,
            Listing::Outputs => Self::Outputs,
            Listing::Configuration => Self::Configuration,
            Listing::Strict | Listing::Named => Self::Plain,
        }
    }

    /// What a folder in this one is.
    pub(crate) fn of_folder(self, path: &Path) -> Self {
        match self {
            Self::Root | Self::Workspace => Self::Workspace,
            Self::Outputs => Self::Configuration,
            Self::Configuration | Self::Output if is_runfiles(path) => Self::Runfiles,
            Self::Configuration | Self::Output => Self::Output,
            Self::Runfiles | Self::Plain => Self::Plain,
        }
    }

    /// Whether an entry does not count whatever it is.
    pub(crate) fn is_noise(self, name: &[u8]) -> bool {
        name == b"."
            || name == b".."
            || match self {
                Self::Root => ROOT_NOISE.contains(&name),
                Self::Outputs => OUTPUT_NOISE.contains(&name),
                Self::Configuration => name == TEST_LOGS,
                Self::Runfiles => name != RUNFILES_MANIFEST,
                Self::Workspace | Self::Output | Self::Plain => false,
            }
    }
}

/// Of such a tree, Bazel looks at the list of its links only.
fn is_runfiles(path: &Path) -> bool {
    path.extension() == Some(OsStr::new("runfiles"))
        && path.with_extension("runfiles_manifest").exists()
        && path
            .join(OsStr::from_bytes(RUNFILES_MANIFEST))
            .symlink_metadata()
            .is_ok()
}
