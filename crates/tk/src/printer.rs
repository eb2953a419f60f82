//! Where `tk` writes: data to standard output, everything for people to standard error.

use std::ffi::OsString;
use std::io::{IsTerminal, Write};

use crate::env_vars;

/// A colour's meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// It is as wished.
    Good,
    /// It is not.
    Bad,
    /// Look at it.
    Warning,
    /// Less important than what stands around it.
    Dim,
    /// More important than what stands around it.
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
}

/// What a terminal, or whatever stands in its place, can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// Colours.
    pub color: bool,
    /// A line that rewrites itself.
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

/// Writes for `tk`; handed to whatever has something to say.
pub struct Printer {
    out: Box<dyn Write>,
    err: Box<dyn Write>,
    capabilities: Capabilities,
    columns: usize,
    live_line_shown: bool,
}

impl Printer {
    /// A printer on the process's standard output and standard error.
    pub fn standard() -> Self {
        let err = std::io::stderr();
        let capabilities = Capabilities::detect(|name| std::env::var_os(name), err.is_terminal());
        let columns =
            rustix::termios::tcgetwinsize(&err).map_or(80, |size| usize::from(size.ws_col));
        Self::new(
            Box::new(std::io::stdout()),
            Box::new(err),
            capabilities,
            columns,
        )
    }

    /// A printer on any two writers.
    pub fn new(
        out: Box<dyn Write>,
        err: Box<dyn Write>,
        capabilities: Capabilities,
        columns: usize,
    ) -> Self {
        Self {
            out,
            err,
            capabilities,
            columns: columns.max(20),
            live_line_shown: false,
        }
    }

    /// Whether lines that rewrite themselves can be shown.
    pub fn is_live(&self) -> bool {
        self.capabilities.live
    }

    /// Writes a line of data to standard output.
    pub fn data(&mut self, line: &str) {
        self.clear_live_line();
        // A reader that went away (`tk ... | head`) is no reason to fail.
        let _ = writeln!(self.out, "{line}").and_then(|()| self.out.flush());
    }

    /// Writes a line for people to standard error.
    pub fn line(&mut self, line: &str) {
        self.clear_live_line();
        let _ = writeln!(self.err, "{line}");
    }

    /// Writes text of other programs for people: control characters that could move the cursor or
    /// rename the window are left out, colours too where none are shown.
    pub fn foreign(&mut self, text: &str) {
        let text = printable(text, self.capabilities.color);
        self.line(text.strip_suffix('\n').unwrap_or(&text));
    }

    /// Shows what goes on in the terminal's last line; nothing where there is no terminal.
    pub fn live(&mut self, text: &str) {
        if self.capabilities.live {
            let text: String = printable(text, false)
                .chars()
                .take(self.columns - 1)
                .collect();
            let _ = write!(self.err, "\r\x1b[K{}", self.paint(Paint::Dim, &text));
            let _ = self.err.flush();
            self.live_line_shown = true;
        }
    }

    /// Takes the live line away.
    pub fn clear_live_line(&mut self) {
        if std::mem::take(&mut self.live_line_shown) {
            let _ = write!(self.err, "\r\x1b[K");
        }
    }

    /// Colours a text where colours are shown.
    pub fn paint(&self, paint: Paint, text: &str) -> String {
        if self.capabilities.color {
            format!("\x1b[{}m{text}\x1b[0m", paint.code())
        } else {
            text.to_owned()
        }
    }
}

/// Text without control characters other than line feeds, tabs and, where wished, colours.
fn printable(text: &str, keep_colors: bool) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_control() && c != '\n' && c != '\t') {
        shown.push_str(&rest[..at]);
        let (sequence, after) = split_control(&rest[at..]);
        if keep_colors && is_color(sequence) {
            shown.push_str(sequence);
        }
        rest = after;
    }
    shown.push_str(rest);
    shown
}

/// Splits the control character or escape sequence off the start of a text.
fn split_control(text: &str) -> (&str, &str) {
    let end = if let Some(codes) = text.strip_prefix("\x1b[") {
        codes
            .find(|c: char| ('@'..='~').contains(&c))
            .map(|at| at + 3)
    } else if let Some(command) = text.strip_prefix("\x1b]") {
        let bell = command.find('\x07').map(|at| at + 3);
        let terminator = command.find("\x1b\\").map(|at| at + 4);
        bell.into_iter().chain(terminator).min()
    } else {
        None
    };
    let one = text.chars().next().map_or(0, char::len_utf8);
    text.split_at(end.unwrap_or(one))
}

fn is_color(sequence: &str) -> bool {
    sequence
        .strip_prefix("\x1b[")
        .and_then(|rest| rest.strip_suffix('m'))
        .is_some_and(|codes| codes.chars().all(|c| c.is_ascii_digit() || c == ';'))
}

#[cfg(test)]
pub(crate) mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::*;

    #[derive(Clone, Default)]
    pub(crate) struct Captured(Rc<RefCell<Vec<u8>>>);

    impl Captured {
        pub(crate) fn text(&self) -> String {
            String::from_utf8(self.0.borrow().clone()).unwrap()
        }
    }

    impl Write for Captured {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.borrow_mut().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    /// A printer without colours, and what it writes to standard output and standard error.
    pub(crate) fn captured() -> (Printer, Captured, Captured) {
        captured_with(Capabilities::default())
    }

    pub(crate) fn captured_with(capabilities: Capabilities) -> (Printer, Captured, Captured) {
        let (out, err) = (Captured::default(), Captured::default());
        let printer = Printer::new(
            Box::new(out.clone()),
            Box::new(err.clone()),
            capabilities,
            40,
        );
        (printer, out, err)
    }

    fn detect(variables: &[(&str, &str)], is_terminal: bool) -> Capabilities {
        let find = |name: &str| {
            variables
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).into())
        };
        Capabilities::detect(find, is_terminal)
    }

    #[test]
    fn environment_and_terminal_decide_on_colours() {
        let all = Capabilities {
            color: true,
            live: true,
        };
        let none = Capabilities::default();
        assert_eq!(detect(&[], true), all);
        assert_eq!(detect(&[], false), none);
        assert_eq!(detect(&[("TERM", "dumb")], true), none);
        assert_eq!(
            detect(&[("CI", "1")], true),
            Capabilities {
                color: true,
                live: false
            }
        );
        assert_eq!(
            detect(&[("NO_COLOR", "1")], true),
            Capabilities {
                color: false,
                live: true
            }
        );
        assert_eq!(detect(&[("NO_COLOR", "")], true), all);
        assert_eq!(
            detect(&[("CLICOLOR_FORCE", "1")], false),
            Capabilities {
                color: true,
                live: false
            }
        );
        assert_eq!(detect(&[("CLICOLOR_FORCE", "0")], false), none);
        assert_eq!(
            detect(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false),
            none
        );
    }

    #[test]
    fn a_live_line_gives_way_to_lines() {
        let (mut printer, _, err) = captured_with(Capabilities {
            color: false,
            live: true,
        });
        printer.live("[1 / 9] Compiling a crate with a name that is far too long");
        printer.line("done");
        assert_eq!(
            err.text(),
            "\r\x1b[K[1 / 9] Compiling a crate with a name t\r\x1b[Kdone\n"
        );
    }

    #[test]
    fn foreign_text_cannot_drive_the_terminal() {
        let text =
            "\x1b[31mred\x1b[0m\x1b]0;title\x07 \x1b]8;;x\x1b\\link \x1b[2Jbell\x07\ttab\r\n\x1b";
        assert_eq!(printable(text, true), "\x1b[31mred\x1b[0m link bell\ttab\n");
        assert_eq!(printable(text, false), "red link bell\ttab\n");
        assert_eq!(printable("ünï → ok", false), "ünï → ok");
    }
}
