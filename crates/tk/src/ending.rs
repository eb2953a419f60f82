//! How a build ended: what everybody who tells of it needs.

/// The end of a build.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ending {
    /// Bazel's exit code.
    pub exit_code: u8,
    /// Whether `tk` was asked to stop.
    pub interrupted: bool,
    /// How long Bazel ran, its start and its waiting included; milliseconds. With several attempts, all of them and
    /// the pauses in between.
    pub elapsed_ms: f64,
}

impl Ending {
    /// Whether everything asked for was done.
    pub fn is_success(&self) -> bool {
        self.exit_code == 0
    }
}
