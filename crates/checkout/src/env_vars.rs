//! Every environment variable that `tk` reads, and nothing else reads them. Those that set a key of
//! `tk.toml` are read with the settings.

/// The checkout's root; the launcher sets it. Without it, the nearest folder upwards that has a
/// `MODULE.bazel` or `WORKSPACE`.
pub const TK_ROOT: &str = "TK_ROOT";

/// The Bazel to run; the launcher sets it. Without it, `bazel` or `bazelisk` on `PATH`.
pub const TK_BAZEL_BIN: &str = "TK_BAZEL_BIN";

/// Where modules come from, `central` or `packages`; the launcher sets it, `tk version` shows it.
pub const TK_MODULES_MODE: &str = "TK_MODULES_MODE";

/// The launcher's cache folder, which `tk clean --all` empties.
pub const TK_CACHE: &str = "TK_CACHE";

/// Where the launcher lets Bazel build its sandboxes; `tk clean --all` empties it. Empty: Bazel's
/// own place.
pub const TK_SANDBOX_BASE: &str = "TK_SANDBOX_BASE";

/// The mode for which the running program was built, where it is not older than its sources; the launcher
/// sets it.
pub const TK_BUILT: &str = "TK_BUILT";

/// What the launcher and the program agree on; the launcher sets it.
pub const TK_CONTRACT: &str = "TK_CONTRACT";

/// Where programs are looked for.
pub const PATH: &str = "PATH";

/// The user's home, which no artifact may name (`tk verify`).
pub const HOME: &str = "HOME";

/// The version of Bazel that bazelisk runs, before `.bazelversion`.
pub const USE_BAZEL_VERSION: &str = "USE_BAZEL_VERSION";

/// Not empty: no colours. <https://no-color.org>
pub const NO_COLOR: &str = "NO_COLOR";

/// Neither empty nor `0`: colours even where standard error is no terminal.
pub const CLICOLOR_FORCE: &str = "CLICOLOR_FORCE";

/// Not empty: no line that rewrites itself, even on a terminal. Nor `0` or `false`: the section
/// `[ci]` of `tk.toml` is in force.
pub const CI: &str = "CI";

/// Where the user's `tk.toml` is, below `tachikoma/`; `~/.config` without it.
pub const XDG_CONFIG_HOME: &str = "XDG_CONFIG_HOME";

/// `dumb`: neither colours nor a line that rewrites itself.
pub const TERM: &str = "TERM";

/// `true`: annotations for GitHub are written, as with `--github`.
pub const GITHUB_ACTIONS: &str = "GITHUB_ACTIONS";

/// With annotations for GitHub: the file that a summary in Markdown is added to.
pub const GITHUB_STEP_SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// All variables, for their secrets to be known.
pub fn all() -> impl Iterator<Item = (String, String)> {
    let text = |value: std::ffi::OsString| value.to_string_lossy().into_owned();
    std::env::vars_os().map(move |(name, value)| (text(name), text(value)))
}

/// The value of a variable that is set to something.
pub fn value(name: &str) -> Option<std::ffi::OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// Whether the variable CI says that no person waits.
pub fn is_ci() -> bool {
    value(CI).is_some_and(|value| is_on(&value.to_string_lossy()))
}

/// `CI=false` is what some write to say that it is none.
pub fn is_on(value: &str) -> bool {
    !matches!(value, "" | "0" | "false")
}

/// A variable, for the reference.
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What it does.
    pub doc: &'static str,
}

const fn variable(name: &'static str, doc: &'static str) -> Variable {
    Variable { name, doc }
}

/// Every variable but those of keys: what `tk` reads, then what its launcher alone reads.
pub const ALL: &[Variable] = &[
    variable(
        TK_ROOT,
        "The workspace; the launcher sets it. Without it, the nearest folder upwards with a MODULE.bazel or WORKSPACE",
    ),
    variable(
        TK_BAZEL_BIN,
        "The Bazel to run; the launcher sets it. Without it, bazelisk or bazel on PATH",
    ),
    variable(
        USE_BAZEL_VERSION,
        "The version that bazelisk takes; with one that is not a number, Bazel is always asked",
    ),
    variable(
        TK_MODULES_MODE,
        "Where modules come from, central or packages; the launcher sets it",
    ),
    variable(
        TK_CACHE,
        "The launcher's cache folder, which `tk clean --all` empties; the launcher sets it",
    ),
    variable(
        TK_SANDBOX_BASE,
        "Where Bazel makes its sandboxes; the launcher sets it",
    ),
    variable(
        TK_BUILT,
        "The mode for which tk was built, where it is not older than its sources; the launcher sets it",
    ),
    variable(
        TK_CONTRACT,
        "A number that the launcher and tk agree on, with which tk renews itself; the launcher sets it",
    ),
    variable(PATH, "Where Bazel is looked for without the launcher"),
    variable(
        HOME,
        "The user's home: no artifact may name it; the user's tk.toml is below its .config",
    ),
    variable(
        XDG_CONFIG_HOME,
        "The user's tk.toml is in its folder tachikoma; ~/.config without it",
    ),
    variable(NO_COLOR, "Not empty: no colours"),
    variable(
        CLICOLOR_FORCE,
        "Neither empty nor 0: colours even where standard error is no terminal",
    ),
    variable(
        CI,
        "Not empty: no line that rewrites itself; nor 0 nor false: the section [ci] of tk.toml is in force, and nothing is compiled incrementally",
    ),
    variable(
        TERM,
        "dumb: neither colours nor a line that rewrites itself",
    ),
    variable("TK_BAZEL", "The Bazel or bazelisk that the launcher takes"),
    variable(
        "TK_MODULES",
        "central or packages: where the launcher lets modules come from",
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
        "The keys that the mirror's lists are checked with, instead of apt's",
    ),
    variable(
        "TK_PROBE_SECONDS",
        "How long the launcher waits for the Bazel Central Registry before it takes packages mode",
    ),
    variable(
        GITHUB_ACTIONS,
        "true: annotations for GitHub are written, as with --github",
    ),
    variable(
        GITHUB_STEP_SUMMARY,
        "With annotations for GitHub: the file that a summary in Markdown is added to",
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
