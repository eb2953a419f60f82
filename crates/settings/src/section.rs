//! The sections of a file, and when they apply.

use checkout::Mode;

/// A section of `tk.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// The lines above all headings, which always apply.
    Always,
    /// A section such as `[production]`, which applies to builds in that mode.
    Mode(Mode),
    /// The section `[ci]`, which applies if the variable `CI` is set.
    Ci,
}

impl Section {
    /// The sections that have a heading, each with the schema's description of it.
    pub const HEADED: [(Self, &'static str); 4] = [
        (
            Self::Mode(Mode::Development),
            "Settings for builds in development mode",
        ),
        (
            Self::Mode(Mode::Production),
            "Settings for builds in production mode",
        ),
        (Self::Mode(Mode::Test), "Settings for builds in test mode"),
        (
            Self::Ci,
            "Settings if the variable CI is set; they override those of the mode",
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
