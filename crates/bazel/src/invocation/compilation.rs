//! How rustc compiles the crates of the workspace in an invocation.

/// The flag that names the folder: an alias that a workspace's `.bazelrc` gives to the setting of the
/// rules, which have another label in every workspace.
pub(crate) const ALIAS: &str = "rust_incremental";

/// How the crates of the workspace are compiled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compilation {
    /// The name of the folder for rustc's state; `None`: from scratch.
    pub key: Option<String>,
    /// Whether what the folder holds is used: actions of rustc run in the execution root.
    pub reused: bool,
    /// Whether the user's flags choose where actions run.
    pub(crate) is_placed: bool,
    /// Whether Bazel may be told not to check its outputs.
    pub(crate) ignores_outputs: bool,
}

impl Compilation {
    /// The flags for every query and build with these choices: other flags would cause a rebuild.
    pub fn setting_flag(&self) -> Option<String> {
        self.key.as_ref().map(|key| format!("--{ALIAS}={key}"))
    }

    /// The flags that say where rustc runs. What it makes from state of this checkout is nothing for
    /// others.
    pub fn strategy_flags(&self) -> &'static [&'static str] {
        match (&self.key, self.reused) {
            (None, _) => &[],
            (Some(_), false) => &["--noremote_upload_local_results"],
            (Some(_), true) => &["--noremote_upload_local_results", "--strategy=Rustc=local"],
        }
    }
}
