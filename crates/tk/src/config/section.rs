//! The sections of a file, and which of them are in force.

use checkout::Mode;

/// A section of `tk.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// What stands above all sections.
    Always,
    /// `[development]`.
    Development,
    /// `[production]`.
    Production,
    /// `[test]`.
    Test,
    /// `[ci]`.
    Ci,
}

impl Section {
    /// The sections that have a heading, with what they are for.
    pub const HEADED: [(Self, &'static str); 4] = [
        (Self::Development, "Settings of builds in development mode"),
        (Self::Production, "Settings of builds in production mode"),
        (Self::Test, "Settings of builds in test mode"),
        (
            Self::Ci,
            "Settings where the variable CI is set; stronger than those of the mode",
        ),
    ];

    /// Its heading; empty for what stands above all sections.
    pub fn name(self) -> &'static str {
        match self {
            Self::Always => "",
            Self::Development => "development",
            Self::Production => "production",
            Self::Test => "test",
            Self::Ci => "ci",
        }
    }

    /// The section of a heading.
    pub fn named(name: &str) -> Option<Self> {
        Self::HEADED
            .iter()
            .map(|(section, _)| *section)
            .find(|section| section.name() == name)
    }

    /// The section of a mode.
    pub fn of(mode: Mode) -> Self {
        match mode {
            Mode::Development => Self::Development,
            Mode::Production => Self::Production,
            Mode::Test => Self::Test,
        }
    }
}
