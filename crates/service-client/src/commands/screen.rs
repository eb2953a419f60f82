//! Where commands print: data to standard output, everything else that people read to standard error.

use std::env;
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};

use redact::terminal;
use serde::Serialize;

use super::failure::CommandError;

/// How wide a line is where no terminal says it.
const USUAL_WIDTH: usize = 80;

/// How to print for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Look {
    pub has_colours: bool,
    pub width: usize,
}

/// What a piece of text means, and so its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Plain,
    Heading,
    Good,
    Bad,
    Odd,
    Faint,
}

/// Prints to both streams of a process.
pub(super) struct Screen {
    out: Box<dyn Write>,
    err: Box<dyn Write>,
    pub look: Look,
    /// Whether standard output is JSON.
    pub is_json: bool,
    /// Whether a terminal shows it.
    pub is_terminal: bool,
}

impl Look {
    fn of(is_terminal: bool) -> Self {
        let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        let has = |name: &str, wanted: &str| env::var_os(name).is_some_and(|it| it == wanted);
        let is_forced = is_set("CLICOLOR_FORCE") && !has("CLICOLOR_FORCE", "0");
        let size = terminal_size::terminal_size().filter(|_| is_terminal);
        Self {
            has_colours: !is_set("NO_COLOR")
                && (is_forced || (is_terminal && !has("TERM", "dumb"))),
            width: size.map_or(USUAL_WIDTH, |(width, _)| usize::from(width.0)),
        }
    }

    /// `text` in the colour of its meaning.
    pub fn paint(self, text: &str, tone: Tone) -> String {
        let code = match tone {
            Tone::Plain => return text.to_owned(),
            Tone::Heading => "1",
            Tone::Good => "32",
            Tone::Bad => "31",
            Tone::Odd => "33",
            Tone::Faint => "2",
        };
        if self.has_colours {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}

impl Screen {
    /// The process's own.
    pub fn standard(is_json: bool) -> Self {
        let out = io::stdout();
        let is_terminal = out.is_terminal();
        Self {
            look: Look::of(is_terminal),
            is_json,
            is_terminal,
            out: Box::new(BufWriter::new(out)),
            err: Box::new(io::stderr()),
        }
    }

    /// Prints lines for people. A terminal obeys nothing of them but colours.
    pub fn print(&mut self, text: &str) -> Result<(), CommandError> {
        let mut harmless = match self.look.has_colours {
            true => terminal::colored(text),
            false => terminal::plain(text),
        };
        if !harmless.ends_with('\n') {
            harmless.push('\n');
        }
        self.bytes(harmless.as_bytes())
    }

    /// Prints a document of JSON.
    pub fn document(&mut self, value: &impl Serialize) -> Result<(), CommandError> {
        let json = serde_json::to_string_pretty(value).map_err(io::Error::from);
        let json = json.map_err(CommandError::Print)?;
        self.bytes(format!("{}\n", terminal::escaped_in_json(&json)).as_bytes())
    }

    /// Prints JSON in one line.
    pub fn line_of_json(&mut self, json: &str) -> Result<(), CommandError> {
        // Between its parts a line feed is a space, and within them there is none.
        let line = terminal::escaped_in_json(json).replace('\n', " ");
        self.bytes(format!("{line}\n").as_bytes())
    }

    /// Writes bytes as they are.
    pub fn bytes(&mut self, bytes: &[u8]) -> Result<(), CommandError> {
        self.out.write_all(bytes).map_err(unwritten)
    }

    /// Makes everything be seen that was printed.
    pub fn flush(&mut self) -> Result<(), CommandError> {
        self.out.flush().map_err(unwritten)
    }

    /// Tells people something, which is no data. Nothing is left to do where standard error is gone.
    pub fn say(&mut self, line: &str) {
        let _ = writeln!(self.err, "{}", terminal::plain(line));
    }
}

fn unwritten(error: io::Error) -> CommandError {
    match error.kind() {
        ErrorKind::BrokenPipe => CommandError::Closed,
        _ => CommandError::Print(error),
    }
}
