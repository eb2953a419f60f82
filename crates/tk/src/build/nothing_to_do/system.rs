//! What repository rules find on the machine: programs, and the configuration of package managers.
//!
//! Bazel looks at it again when its server starts; the fast path whenever it can.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Programs that toolchains are made of. That none came, went or was replaced by a package manager
/// is seen by the folders of `PATH`; what these are is looked at as well.
const PROGRAMS: [&str; 22] = [
    "ar", "as", "bash", "c++", "cc", "clang", "clang++", "g++", "gcc", "gcov", "git", "java", "ld",
    "ld.bfd", "ld.gold", "ld.lld", "nm", "objcopy", "python", "python3", "sh", "strip",
];

/// Files below the home folder that repository rules read.
const BELOW_HOME: [&str; 17] = [
    ".bazeliskrc",
    ".cargo/config",
    ".cargo/config.toml",
    ".cargo/credentials",
    ".cargo/credentials.toml",
    ".config/git/config",
    ".config/pip/pip.conf",
    ".config/uv/uv.toml",
    ".docker/config.json",
    ".gitconfig",
    ".m2/settings.xml",
    ".netrc",
    ".npmrc",
    ".pip/pip.conf",
    ".pnpmrc",
    ".yarnrc",
    ".yarnrc.yml",
];

/// Such files of the whole system; the loaders tell which C library it has.
const OF_THE_SYSTEM: [&str; 10] = [
    "/etc/gitconfig",
    "/etc/npmrc",
    "/etc/os-release",
    "/etc/pip.conf",
    "/lib/ld-linux-aarch64.so.1",
    "/lib/ld-musl-aarch64.so.1",
    "/lib/ld-musl-x86_64.so.1",
    "/lib64/ld-linux-x86-64.so.2",
    "/usr/etc/npmrc",
    "/usr/local/etc/npmrc",
];

/// The paths, whether they are there or not.
pub fn paths(root: &Path, path: Option<&OsString>, home: Option<&Path>) -> Vec<PathBuf> {
    let folders: Vec<PathBuf> = path
        .iter()
        .flat_map(std::env::split_paths)
        .map(|folder| root.join(folder))
        .collect();
    let programs = PROGRAMS.iter().filter_map(|program| {
        folders
            .iter()
            .map(|folder| folder.join(program))
            .find(|path| path.is_file())
    });
    let mut paths: Vec<PathBuf> = programs.collect();
    paths.extend(folders.iter().cloned());
    paths.extend(
        home.iter()
            .flat_map(|home| BELOW_HOME.iter().map(|file| home.join(file))),
    );
    paths.extend(OF_THE_SYSTEM.iter().map(PathBuf::from));
    paths
}

/// The machine's name and kernel, which repository rules and stamps see.
pub fn machine() -> String {
    let name = rustix::system::uname();
    [
        name.sysname(),
        name.nodename(),
        name.release(),
        name.machine(),
    ]
    .map(|part| part.to_string_lossy().into_owned())
    .join(" ")
}
