//! The commands of Bazel that `tk` runs.

/// What to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// `bazel build`.
    Build,
    /// `bazel test`.
    Test,
    /// `bazel run`: of one target.
    Run,
}

impl Verb {
    /// Bazel's word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Build => "build",
            Self::Test => "test",
            Self::Run => "run",
        }
    }
}
