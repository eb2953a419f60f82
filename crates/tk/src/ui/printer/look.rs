//! Colours, and whether they can be shown.

use std::ffi::OsString;

use checkout::env_vars;

/// A colour's meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// Something succeeded.
    Good,
    /// Something failed.
    Bad,
    /// A warning.
    Warning,
    /// Less important than the text around it.
    Dim,
    /// More important than the text around it.
    Strong,
}

impl Paint {
    fn code(self) -> &'static str {
        match self {
            Self::Good => "32",
            Self::Bad => "1;31",
            Self::Warning => "33",
            Self::Dim => "2",
            Self::Strong => "1",
        }
    }

    pub(super) fn around(self, text: &str) -> String {
        format!("\x1b[{}m{text}\x1b[0m", self.code())
    }
}

/// What a terminal, or its replacement, can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// Whether it shows colours.
    pub color: bool,
    /// Whether it can redraw lines for live progress.
    pub live: bool,
}

impl Capabilities {
    /// Decides from the environment and from whether standard error is a terminal.
    pub fn detect(variable: impl Fn(&str) -> Option<OsString>, is_terminal: bool) -> Self {
        let set = |name| variable(name).filter(|value| !value.is_empty());
        let dumb = set(env_vars::TERM).is_some_and(|term| term == "dumb");
        let forced = set(env_vars::CLICOLOR_FORCE).is_some_and(|force| force != "0");
        let color = set(env_vars::NO_COLOR).is_none() && (forced || is_terminal && !dumb);
        let live = is_terminal && !dumb && set(env_vars::CI).is_none();
        Self { color, live }
    }
}
