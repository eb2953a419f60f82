//! What to do about errors of the crates below `tk`.

use std::io;

/// What to do if the checkout, Bazel or a writable folder is missing.
pub fn of_checkout(error: &checkout::Error) -> Option<&'static str> {
    match error {
        checkout::Error::NoWorkspace(_) => Some("run tk in a checkout, or set TK_ROOT to its root"),
        checkout::Error::NoBazel(_) => {
            Some("run the checkout's launcher, ./tk, which finds or downloads Bazel")
        }
        checkout::Error::Write { source, .. } => of_failed_writing(source.kind()),
        checkout::Error::Read { .. } => None,
    }
}

/// What to do if there is nothing to compare with.
pub fn of_affected(error: &affected::Error) -> Option<&'static str> {
    use affected::Error;
    match error {
        Error::Checkout(error) => of_checkout(error),
        Error::NoGit(_) => Some("install git, or build without --affected"),
        Error::NoRepository { .. } => {
            Some("make a commit in a git repository first, or build without --affected")
        }
        Error::UnknownRevision {
            is_shallow: true, ..
        }
        | Error::NoMergeBase {
            is_shallow: true, ..
        } => Some("`git fetch --unshallow`, or in CI a checkout with its whole history"),
        Error::UnknownRevision { .. } => {
            Some("`git fetch` gets the commits of others; `git log` lists those that are here")
        }
        Error::NoMainBranch { .. } | Error::NoMergeBase { .. } => {
            Some("name what to compare with: --base REV")
        }
        Error::Base { .. } => Some("compare with a revision that builds: --base REV"),
        Error::Bazel(_) | Error::Git { .. } | Error::Answer { .. } => None,
    }
}

/// What to do if the module registry, or a host behind it, does not answer.
pub const UNREACHABLE: &str = "check the network and HTTPS_PROXY, or name a mirror in .bazelrc: common --registry=URL; \
     for machines that reach only package registries there is packages mode, which needs neither the registry nor \
     GitHub (docs/modules.md, docs/launcher.md of Tachikoma)";

/// What to do if Bazel takes the outputs of another checkout for packages.
pub fn of_stale_link(name: &str) -> String {
    format!(
        "{name} is a link to the outputs of another checkout, or of this one before it was moved, and Bazel takes them \
         for packages: rm {name}"
    )
}

/// What to do if the compiler does not know a crate that a package in `folder` asks for.
pub fn of_missing_crate(name: &str, folder: &str) -> String {
    format!(
        "{name} is missing in [dependencies] of {folder}/Cargo.toml: `cargo add {name}` there (with --path for a crate of \
         this repository), then `cargo update --workspace`; where {folder}/BUILD.bazel lists deps of this repository, add \
         its label to them, too"
    )
}

/// What to do if `dist/` lacks a file, or two steps want the same path in it.
pub fn of_artifacts(error: &artifacts::Error) -> Option<&'static str> {
    match error {
        artifacts::Error::Checkout(error) => of_checkout(error),
        artifacts::Error::NoArtifacts { .. } => Some(
            "`tk build` puts them there: what the steps in the root BUILD file list as artifacts",
        ),
        artifacts::Error::NotForPlatform { .. } => {
            Some("`tk build --platform PLATFORM` builds for another platform")
        }
        artifacts::Error::MissingArtifact { .. } => Some(
            "with a remote cache, build with --remote_download_toplevel to download the outputs",
        ),
        artifacts::Error::SamePlace { .. } => {
            Some("change the path of one of them in its build_step's artifacts")
        }
        artifacts::Error::BadPlace { .. }
        | artifacts::Error::Unfit { .. }
        | artifacts::Error::HasForeignFiles { .. } => None,
    }
}

/// What to do if nothing is recorded, or the database is damaged.
pub fn of_history(error: &history::Error) -> Option<&'static str> {
    match error {
        history::Error::Missing(_) => Some("run `tk build`, which records each build"),
        history::Error::Query(_) => {
            Some("the next build moves a damaged history aside and starts a new one")
        }
        error if error.is_damage() => {
            Some("the next build moves the damaged history aside and starts a new one")
        }
        _ => None,
    }
}

/// Which limit to raise if files cannot be watched.
pub fn of_watching(error: &notify::Error) -> Option<&'static str> {
    match &error.kind {
        // In a container or a user namespace there is a limit of its own, beside the machine's.
        notify::ErrorKind::MaxFilesWatch if is_limited_by_namespace() => Some(
            "raise the limit of this container or user namespace: sysctl user.max_inotify_watches=1048576",
        ),
        notify::ErrorKind::MaxFilesWatch => {
            Some("raise the limit: sysctl fs.inotify.max_user_watches=1048576")
        }
        notify::ErrorKind::Io(error) if is_too_many(error) => Some(
            "too many programs watch files: end some, or raise the limit: sysctl fs.inotify.max_user_instances=1024",
        ),
        _ => None,
    }
}

fn is_limited_by_namespace() -> bool {
    let limit = |path| -> Option<u64> { std::fs::read_to_string(path).ok()?.trim().parse().ok() };
    let machines = limit("/proc/sys/fs/inotify/max_user_watches");
    let namespaces = limit("/proc/sys/user/max_inotify_watches");
    machines
        .zip(namespaces)
        .is_some_and(|(machines, namespaces)| namespaces < machines)
}

fn is_too_many(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::MFILE.raw_os_error())
}

fn of_failed_writing(kind: io::ErrorKind) -> Option<&'static str> {
    match kind {
        io::ErrorKind::PermissionDenied => {
            Some("make the folder writable, then run the command again")
        }
        io::ErrorKind::ReadOnlyFilesystem => {
            Some("the file system is read-only; use a checkout on a writable one")
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Some("free some disk space: `tk clean` and `tk clean --all` report how much they free")
        }
        _ => None,
    }
}
