//! The build modes, which are Bazel configs of the same names.

use clap::{Args, ValueEnum};

/// A build mode: `--config=<mode>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Mode {
    /// Fast to build, easy to debug.
    Development,
    /// Optimized and stripped: what is shipped.
    Production,
    /// What tests run against.
    Test,
}

impl Mode {
    /// The mode's name, which is also its Bazel config's.
    pub fn name(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Production => "production",
            Self::Test => "test",
        }
    }

    /// The mode of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::value_variants()
            .iter()
            .copied()
            .find(|mode| mode.name() == name)
    }
}

/// The flags that choose a mode.
#[derive(Args, Clone, Debug, Default)]
pub struct ModeArgs {
    /// Build in production mode: optimized, stripped
    #[arg(short, long, conflicts_with_all = ["development", "mode"])]
    pub production: bool,

    /// Build in development mode: fast
    #[arg(short, long, conflicts_with = "mode")]
    pub development: bool,

    /// Build in this mode
    #[arg(long, value_name = "MODE")]
    pub mode: Option<Mode>,
}

impl ModeArgs {
    /// The mode asked for, or the command's default.
    pub fn mode_or(&self, default: Mode) -> Mode {
        self.chosen().unwrap_or(default)
    }

    /// The mode asked for.
    pub fn chosen(&self) -> Option<Mode> {
        if self.production {
            Some(Mode::Production)
        } else if self.development {
            Some(Mode::Development)
        } else {
            self.mode
        }
    }
}
