//! The environment variables that `tachikoma` reads, and how they and the terminal set the output style.

use std::env;
use std::ffi::OsStr;
use std::io::IsTerminal;

/// Set and not empty: no colours, whatever else is set (no-color.org).
const NO_COLOR: &str = "NO_COLOR";
/// Set and not `0`: colours even without a terminal (bixense.com/clicolors).
const CLICOLOR_FORCE: &str = "CLICOLOR_FORCE";
/// `dumb`: a terminal without colours.
const TERM: &str = "TERM";

/// How to print.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Whether to use colours.
    pub colours: bool,
    /// The terminal's width; `None` if lines may have any length.
    pub width: Option<usize>,
}

impl Look {
    /// The look for output to `stream`.
    pub fn of(stream: &(impl IsTerminal + ?Sized)) -> Self {
        let terminal = stream.is_terminal();
        let value = |name| env::var_os(name);
        let colours = colours(
            terminal,
            value(NO_COLOR).as_deref(),
            value(CLICOLOR_FORCE).as_deref(),
            value(TERM).as_deref(),
        );
        let size = terminal_size::terminal_size().filter(|_| terminal);
        Self {
            colours,
            width: size.map(|(width, _)| usize::from(width.0)),
        }
    }
}

/// All variables that are text.
pub fn variables() -> impl Iterator<Item = (String, String)> {
    env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

fn colours(
    terminal: bool,
    no_color: Option<&OsStr>,
    force: Option<&OsStr>,
    term: Option<&OsStr>,
) -> bool {
    let set = |value: Option<&OsStr>| value.is_some_and(|value| !value.is_empty());
    if set(no_color) {
        return false;
    }
    let forced = set(force) && force != Some(OsStr::new("0"));
    forced || (terminal && term != Some(OsStr::new("dumb")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_follow_the_terminal_and_the_variables() {
        let on = |text: &'static str| Some(OsStr::new(text));
        assert!(colours(true, None, None, on("xterm")));
        assert!(!colours(false, None, None, on("xterm")));
        assert!(!colours(true, None, None, on("dumb")));
        assert!(!colours(true, on("1"), on("1"), None));
        assert!(colours(true, on(""), None, None));
        assert!(colours(false, None, on("1"), on("dumb")));
        assert!(!colours(false, None, on("0"), None));
    }
}
