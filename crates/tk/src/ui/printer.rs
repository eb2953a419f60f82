//! Where `tk` writes: data to standard output, everything for people to standard error.
//!
//! Whatever is written loses what a terminal would obey and the secrets in it; the one exception is
//! [`Printer::exact_data`].

use std::io::{ErrorKind, IsTerminal, Write};

use redact::{Redactor, terminal};

use super::secrets;
use crate::output::{Event, Finished, JsonLines};

mod held;
mod live_block;
mod look;

use held::Held;
use live_block::LiveBlock;
pub use live_block::LiveLine;
pub use look::{Capabilities, Paint};

/// The size of what is written to: columns and rows.
pub type Size = Box<dyn Fn() -> (usize, usize)>;

/// Writes all output of `tk`.
pub struct Printer {
    out: Box<dyn Write>,
    err: Box<dyn Write>,
    capabilities: Capabilities,
    /// Whether standard output shows colours.
    color_data: bool,
    size: Size,
    block: LiveBlock,
    /// Lives as long as the process: streams of redacted text refer to it.
    redactor: &'static Redactor,
    json: Option<JsonLines>,
    /// What waits for the end of a command that is to be short.
    held: Option<Held>,
    /// How many lines were printed for people.
    lines: u64,
    /// The first error of standard output.
    unwritten: Option<std::io::Error>,
}

impl Printer {
    /// A printer on the process's standard output and standard error.
    pub fn standard() -> Self {
        let (out, err) = (std::io::stdout(), std::io::stderr());
        let detect = |is_terminal| Capabilities::detect(|name| std::env::var_os(name), is_terminal);
        let color_data = detect(out.is_terminal()).color;
        let capabilities = detect(err.is_terminal());
        let size = Box::new(terminal_size);
        let printer = Self {
            color_data,
            ..Self::new(Box::new(out), Box::new(err), capabilities, size)
        };
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
            color_data: capabilities.color,
            size,
            block: LiveBlock::default(),
            redactor: Box::leak(Box::default()),
            json: None,
            held: None,
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

    /// Redacts the secrets of more words of a command line: those that settings add to it.
    pub fn know_settings(&mut self, words: &[String]) {
        if let Some(redactor) = self.redactor.with_command_line(words) {
            self.redactor = Box::leak(Box::new(redactor));
        }
    }

    /// Redacts the secrets of words that rc files add to a command line.
    pub fn know_defaults(&mut self, words: &[String]) {
        if let Some(redactor) = self.redactor.with_defaults(words) {
            self.redactor = Box::leak(Box::new(redactor));
        }
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
            self.write_out(&terminal::escaped_in_json(&line));
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
            self.write_out(&terminal::escaped_in_json(&line));
        }
    }

    /// Writes a line of data to standard output; with `--json`, to standard error.
    pub fn data(&mut self, line: &str) {
        if self.json.is_some() {
            self.line(line);
        } else {
            // What waits was said before.
            self.print_held();
            let line = self.harmless(line, self.color_data);
            self.write_out(&line);
        }
    }

    /// Writes JSON to standard output. Its texts lose their secrets, and keep what a terminal would obey in a form that
    /// it does not.
    pub fn json(&mut self, json: &str) {
        let json = secrets::redacted_json(json, self.redactor);
        self.write_out(&terminal::escaped_in_json(&json));
    }

    /// Writes data unchanged: what `tk` has made for a shell or another program. Everything else loses its escapes.
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
        self.say(line, true);
    }

    fn say(&mut self, line: &str, own: bool) {
        let clear = self.block.clear((self.size)().0).unwrap_or_default();
        let line = self.harmless(line, self.capabilities.color);
        self.lines += 1;
        if let Some(held) = &mut self.held {
            return held.add(&line, own);
        }
        self.write_err(&format!("{clear}{line}\n"));
    }

    /// How many lines were printed for people, to tell whether something was printed since.
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// Writes text of other programs for people, of one line or several.
    pub fn foreign(&mut self, text: &str) {
        self.say(text.strip_suffix('\n').unwrap_or(text), false);
    }

    /// A text as it would be printed for people: what is cut afterwards cuts no secret in two.
    pub fn clean(&self, text: &str) -> String {
        self.harmless(text, self.capabilities.color)
    }

    /// A text without secrets and without what a terminal would obey, but for colours where they are shown.
    fn harmless(&self, text: &str, color: bool) -> String {
        let text = match color {
            true => terminal::colored(text),
            false => terminal::plain(text),
        };
        self.redactor.text(&text)
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
