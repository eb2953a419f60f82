//! The build modes, which are Bazel configs of the same names.

/// A build mode: `--config=<mode>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Fast to build, easy to debug.
    Development,
    /// Optimized and stripped, for shipping.
    Production,
    /// What tests run against.
    Test,
}

impl Mode {
    /// All modes.
    pub const ALL: [Self; 3] = [Self::Development, Self::Production, Self::Test];

    /// The mode's name, which is also its Bazel config's.
    pub fn name(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Production => "production",
            Self::Test => "test",
        }
    }

    /// What the mode is for.
    pub fn purpose(self) -> &'static str {
        match self {
            Self::Development => "Fast to build, easy to debug",
            Self::Production => "Optimized and stripped, for shipping",
            Self::Test => "What tests run against",
        }
    }

    /// The mode with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }
}
