//! Every environment variable that `tk` reads, except those that set a key of `tk.toml`: those are
//! read with the settings.

mod agents;

pub use agents::{AGENTS, Agent, running as running_agent};

/// The checkout's root; set by the launcher. By default, the nearest parent folder with a
/// `MODULE.bazel` or `WORKSPACE`.
pub const TK_ROOT: &str = "TK_ROOT";

/// The Bazel to run; set by the launcher. By default, `bazelisk` or `bazel` on `PATH`.
pub const TK_BAZEL_BIN: &str = "TK_BAZEL_BIN";

/// Where modules come from, `central` or `packages`; set by the launcher, shown by `tk version`.
pub const TK_MODULES_MODE: &str = "TK_MODULES_MODE";

/// The launcher's cache folder, which `tk clean --all` empties.
pub const TK_CACHE: &str = "TK_CACHE";

/// Where Bazel creates its sandboxes; `tk clean --all` empties it. If empty, Bazel's default.
pub const TK_SANDBOX_BASE: &str = "TK_SANDBOX_BASE";

/// The mode in which the running program was built, if it is newer than its sources; set by the launcher.
pub const TK_BUILT: &str = "TK_BUILT";

/// The version of the interface between the launcher and the program; set by the launcher.
pub const TK_CONTRACT: &str = "TK_CONTRACT";

/// Where to look for programs.
pub const PATH: &str = "PATH";

/// The home folder; no artifact may contain its path (`tk verify`).
pub const HOME: &str = "HOME";

/// The version of Bazel that bazelisk runs; overrides `.bazelversion`.
pub const USE_BAZEL_VERSION: &str = "USE_BAZEL_VERSION";

/// Not empty: no colours. <https://no-color.org>
pub const NO_COLOR: &str = "NO_COLOR";

/// Neither empty nor `0`: colours even if standard error is not a terminal.
pub const CLICOLOR_FORCE: &str = "CLICOLOR_FORCE";

/// Not empty: no live progress, even on a terminal. Unless it is `0` or `false`, the section `[ci]` of
/// `tk.toml` applies.
pub const CI: &str = "CI";

/// The folder of the user's `tachikoma/tk.toml`; by default `~/.config`.
pub const XDG_CONFIG_HOME: &str = "XDG_CONFIG_HOME";

/// `dumb`: no colours and no live progress.
pub const TERM: &str = "TERM";

/// `true`: write GitHub workflow annotations, as with `--github`.
pub const GITHUB_ACTIONS: &str = "GITHUB_ACTIONS";

/// With GitHub workflow annotations: the file that a Markdown summary is appended to.
pub const GITHUB_STEP_SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// All variables, so that their secrets can be redacted.
pub fn all() -> impl Iterator<Item = (String, String)> {
    let text = |value: std::ffi::OsString| value.to_string_lossy().into_owned();
    std::env::vars_os().map(move |(name, value)| (text(name), text(value)))
}

/// The value of a variable, if it is set and not empty.
pub fn value(name: &str) -> Option<std::ffi::OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// Whether the variable CI is on.
pub fn is_ci() -> bool {
    value(CI).is_some_and(|value| is_on(&value.to_string_lossy()))
}

/// Whether a value means on: `CI=false` and `CI=0` do not.
pub fn is_on(value: &str) -> bool {
    !matches!(value, "" | "0" | "false")
}

/// A variable, for the reference.
pub struct Variable {
    /// The variable's name.
    pub name: &'static str,
    /// What the variable does.
    pub doc: &'static str,
}

const fn variable(name: &'static str, doc: &'static str) -> Variable {
    Variable { name, doc }
}

/// Every variable except those of keys: those that `tk` reads, then those that only its launcher reads.
pub const ALL: &[Variable] = &[
    variable(
        TK_ROOT,
        "The workspace's root; set by the launcher. By default, the nearest parent folder with a MODULE.bazel or WORKSPACE",
    ),
    variable(
        TK_BAZEL_BIN,
        "The Bazel to run; set by the launcher. By default, bazelisk or bazel on PATH",
    ),
    variable(
        USE_BAZEL_VERSION,
        "The version that bazelisk runs; if it is not an exact version, tk always runs Bazel",
    ),
    variable(
        TK_MODULES_MODE,
        "Where modules come from, central or packages; set by the launcher",
    ),
    variable(
        TK_CACHE,
        "The launcher's cache folder, which `tk clean --all` empties; set by the launcher",
    ),
    variable(
        TK_SANDBOX_BASE,
        "Where Bazel creates its sandboxes; set by the launcher",
    ),
    variable(
        TK_BUILT,
        "The mode in which tk was built, if it is newer than its sources; set by the launcher",
    ),
    variable(
        TK_CONTRACT,
        "The version of the interface between the launcher and tk, with which tk updates itself; set by the launcher",
    ),
    variable(PATH, "Where to look for Bazel without the launcher"),
    variable(
        HOME,
        "The home folder: no artifact may contain its path; the user's tk.toml is in its .config",
    ),
    variable(
        XDG_CONFIG_HOME,
        "The user's tk.toml is in its folder tachikoma; by default ~/.config",
    ),
    variable(NO_COLOR, "Not empty: no colours"),
    variable(
        CLICOLOR_FORCE,
        "Neither empty nor 0: colours even if standard error is not a terminal",
    ),
    variable(
        CI,
        "Not empty: no live progress. Unless it is 0 or false, the section [ci] of tk.toml applies and nothing is compiled incrementally",
    ),
    variable(TERM, "dumb: no colours and no live progress"),
    variable("TK_BAZEL", "The Bazel or bazelisk that the launcher uses"),
    variable(
        "TK_MODULES",
        "central or packages: where the launcher gets modules from",
    ),
    variable(
        "TK_CACHE_DIR",
        "Where the launcher keeps its Bazel and downloads, instead of ~/.cache/tachikoma",
    ),
    variable(
        "TK_APT_MIRROR",
        "The Debian mirror of packages mode, instead of apt's sources",
    ),
    variable(
        "TK_APT_KEYRING",
        "The keyring that verifies the mirror's package lists, instead of apt's",
    ),
    variable(
        "TK_PROBE_SECONDS",
        "How long the launcher waits for the Bazel Central Registry before it uses packages mode",
    ),
    variable(
        GITHUB_ACTIONS,
        "true: write GitHub workflow annotations, as with --github",
    ),
    variable(
        GITHUB_STEP_SUMMARY,
        "With GitHub workflow annotations: the file that a Markdown summary is appended to",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variable_is_documented() {
        let source = include_str!("env_vars.rs");
        let declared = source
            .lines()
            .filter_map(|line| line.strip_prefix("pub const ")?.split_once(": &str = \""))
            .map(|(name, _)| name);
        let documented: Vec<&str> = ALL.iter().map(|variable| variable.name).collect();
        for name in declared {
            assert!(documented.contains(&name), "{name} is not in ALL");
        }
    }
}
