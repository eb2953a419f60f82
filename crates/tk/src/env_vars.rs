//! Every environment variable that `tk` reads, and nothing else reads them.

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

/// Where programs are looked for.
pub const PATH: &str = "PATH";

/// The user's home, which no artifact may name (`tk verify`).
pub const HOME: &str = "HOME";

/// Not empty: no colours. <https://no-color.org>
pub const NO_COLOR: &str = "NO_COLOR";

/// Neither empty nor `0`: colours even where standard error is no terminal.
pub const CLICOLOR_FORCE: &str = "CLICOLOR_FORCE";

/// Not empty: no line that rewrites itself, even on a terminal.
pub const CI: &str = "CI";

/// `dumb`: neither colours nor a line that rewrites itself.
pub const TERM: &str = "TERM";

/// The value of a variable that is set to something.
pub fn value(name: &str) -> Option<std::ffi::OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}
