//! The sections of a file, and which of them are in force.

use checkout::Mode;

/// A section of `tk.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// The lines above all headings, which are always in force.
    Always,
    /// A section like `[production]`, in force for builds in that mode.
    Mode(Mode),
    /// The section `[ci]`, in force where the variable `CI` is set.
    Ci,
}

impl Section {
    /// The sections that have a heading, each with the schema's description of it.
    pub const HEADED: [(Self, &'static str); 4] = [
        (
            Self::Mode(Mode::Development),
            "Settings of builds in development mode",
        ),
        (
            Self::Mode(Mode::Production),
            "Settings of builds in production mode",
        ),
        (Self::Mode(Mode::Test), "Settings of builds in test mode"),
        (
            Self::Ci,
            "Settings where the variable CI is set; stronger than those of the mode",
        ),
    ];

    /// The section's heading, without brackets; empty for [`Section::Always`].
    pub fn name(self) -> &'static str {
        match self {
            Self::Always => "",
            Self::Mode(mode) => mode.name(),
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
}
