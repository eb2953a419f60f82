//! How a build ended.

/// The end of a build.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ending {
    /// Bazel's exit code.
    pub exit_code: u8,
    /// Whether `tk` was asked to stop.
    pub interrupted: bool,
    /// How long Bazel ran, in milliseconds, including start and waiting. After retries, all attempts and the
    /// pauses between them.
    pub elapsed_ms: f64,
}

impl Ending {
    /// Whether the build succeeded.
    pub fn is_success(&self) -> bool {
        self.exit_code == 0
    }
}
