//! Where `tk` writes: data to standard output, everything for people to standard error.

use std::ffi::OsString;
use std::io::{ErrorKind, IsTerminal, Write};

use redact::{Redactor, terminal};

use super::secrets;
use crate::output::{Event, Finished, JsonLines};
use checkout::env_vars;

mod live_block;

use live_block::LiveBlock;
pub use live_block::LiveLine;

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

    fn around(self, text: &str) -> String {
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

/// The size of what is written to: columns and rows.
pub type Size = Box<dyn Fn() -> (usize, usize)>;

/// Writes all output of `tk`.
pub struct Printer {
    out: Box<dyn Write>,
    err: Box<dyn Write>,
    capabilities: Capabilities,
    size: Size,
    block: LiveBlock,
    /// Lives as long as the process: streams of redacted text refer to it.
    redactor: &'static Redactor,
    json: Option<JsonLines>,
    /// How many lines were printed for people.
    lines: u64,
    /// The first error of standard output.
    unwritten: Option<std::io::Error>,
}

impl Printer {
    /// A printer on the process's standard output and standard error.
    pub fn standard() -> Self {
        let err = std::io::stderr();
        let capabilities = Capabilities::detect(|name| std::env::var_os(name), err.is_terminal());
        let printer = Self::new(
            Box::new(std::io::stdout()),
            Box::new(err),
            capabilities,
            Box::new(terminal_size),
        );
        printer.with_redactor(secrets::redactor(&secrets::own_words()))
    }

    /// A printer on any two writers.
    pub fn new(
        out: Box<dyn Write>,
        err: Box<dyn Write>,
        capabilities: Capabilities,
        size: Size,
    ) -> Self {
        Self {
            out,
            err,
            capabilities,
            size,
            block: LiveBlock::default(),
            redactor: Box::leak(Box::default()),
            json: None,
            lines: 0,
            unwritten: None,
        }
    }

    /// Redacts secrets from everything that is written.
    #[must_use]
    pub fn with_redactor(mut self, redactor: Redactor) -> Self {
        self.redactor = Box::leak(Box::new(redactor));
        self
    }

    /// The redactor of everything that is printed.
    pub fn redactor(&self) -> &'static Redactor {
        self.redactor
    }

    /// Whether live progress can be shown.
    pub fn is_live(&self) -> bool {
        self.capabilities.live
    }

    /// From now on, standard output is reserved for the lines of `--json`.
    pub fn begin_json(&mut self) {
        self.json = Some(JsonLines::begin());
    }

    /// Whether standard output has the lines of `--json`.
    pub fn has_json(&self) -> bool {
        self.json.is_some()
    }

    /// Writes an event, if `--json` is on.
    pub fn event(&mut self, event: &Event) {
        if let Some(json) = &self.json {
            let line = json.line(event, self.redactor);
            self.write_out(&line);
        }
    }

    /// Keeps Bazel's result for the last line of `--json`.
    pub fn bazel_ended(&mut self, finished: impl FnOnce() -> Finished) {
        if let Some(json) = &mut self.json {
            json.bazel_ended(finished());
        }
    }

    /// Writes the last line of `--json`.
    pub fn end_json(&mut self, exit_code: u8, error: Option<String>) {
        if let Some(json) = self.json.take() {
            let (json, event) = json.end(exit_code, error);
            let line = json.line(&event, self.redactor);
            self.write_out(&line);
        }
    }

    /// Writes a line of data to standard output; with `--json`, to standard error.
    pub fn data(&mut self, line: &str) {
        if self.json.is_some() {
            self.line(line);
        } else {
            self.write_out(&self.redactor.text(line));
        }
    }

    /// Writes data unchanged: a command line to paste.
    pub fn exact_data(&mut self, line: &str) {
        self.write_out(line);
    }

    fn write_out(&mut self, line: &str) {
        self.clear_live();
        let written = writeln!(self.out, "{line}").and_then(|()| self.out.flush());
        match written {
            // A reader that went away (`tk ... | head`) is no reason to fail.
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                self.unwritten.get_or_insert(error);
            }
            _ => {}
        }
    }

    /// Why data could not be written to standard output, such as a full disk. Then what was written is incomplete.
    pub fn take_output_error(&mut self) -> Option<std::io::Error> {
        self.unwritten.take()
    }

    /// Writes a line for people to standard error.
    pub fn line(&mut self, line: &str) {
        let clear = self.block.clear((self.size)().0).unwrap_or_default();
        let line = self.redactor.text(line);
        self.lines += 1;
        self.write_err(&format!("{clear}{line}\n"));
    }

    /// How many lines were printed for people, to tell whether something was printed since.
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// Writes text of other programs for people: control characters that could move the cursor or
    /// rename the window are left out, colours too where none are shown.
    pub fn foreign(&mut self, text: &str) {
        let text = match self.capabilities.color {
            true => terminal::colored(text),
            false => terminal::plain(text),
        };
        self.line(text.strip_suffix('\n').unwrap_or(&text));
    }

    /// Shows live progress in the terminal's last lines; nothing without a terminal.
    pub fn live(&mut self, lines: &[LiveLine]) {
        if self.capabilities.live {
            let (columns, rows) = (self.size)();
            let lines: Vec<LiveLine> = lines
                .iter()
                .map(|line| line.redacted(self.redactor))
                .collect();
            let text = self
                .block
                .update(&lines, columns, rows, self.capabilities.color);
            self.write_err(&text.unwrap_or_default());
        }
    }

    /// Takes the live lines away.
    pub fn clear_live(&mut self) {
        let text = self.block.clear((self.size)().0);
        self.write_err(&text.unwrap_or_default());
    }

    /// In one piece: what a terminal gets in pieces, it shows in pieces.
    fn write_err(&mut self, text: &str) {
        if !text.is_empty() {
            let _ = self.err.write_all(text.as_bytes());
            let _ = self.err.flush();
        }
    }

    /// Colours a text where colours are shown.
    pub fn paint(&self, paint: Paint, text: &str) -> String {
        if self.capabilities.color {
            paint.around(text)
        } else {
            text.to_owned()
        }
    }
}

/// The terminal's size, which can change at any time.
fn terminal_size() -> (usize, usize) {
    let size = rustix::termios::tcgetwinsize(std::io::stderr()).ok();
    let known = |length: u16, default| match length {
        0 => default,
        length => usize::from(length),
    };
    size.map_or((80, 24), |size| {
        (known(size.ws_col, 80), known(size.ws_row, 24))
    })
}

#[cfg(test)]
pub(crate) mod tests;
