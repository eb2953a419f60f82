//! What was said, for people and for programs.

use redact::terminal;

use super::{Said, Speaker, TEST_MNEMONIC};
use crate::output::{Event, Output};
use crate::text::failure::subject;
use crate::ui::failures::Spoken;
use crate::ui::printer::{Paint, Printer};

/// Shows what was said, below a line that names who said it.
pub fn show(printer: &mut Printer, said: &Said, step: Option<&str>) {
    if let Some(by) = &said.by {
        let subject = subject(step, &by.label, Some(&by.mnemonic));
        let heading = printer.paint(Paint::Strong, &format!("OUTPUT{subject}{}", by.run));
        printer.foreign(&heading);
    }
    if let Some(note) = &said.note {
        let note = printer.paint(Paint::Dim, note);
        printer.foreign(&note);
    }
    if !said.text.is_empty() || said.by.is_none() {
        printer.foreign(&said.text);
    }
}

/// What a tool said, in a line; nothing of a test.
pub fn spoken(by: &Speaker, text: &str) -> Option<Spoken> {
    let text = terminal::plain(text);
    let warning = text.lines().find(|line| line.contains("warning"));
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let line = warning.or_else(|| lines.next())?;
    (by.mnemonic != TEST_MNEMONIC).then(|| Spoken {
        label: by.label.clone(),
        mnemonic: by.mnemonic.clone(),
        line: line.trim().to_owned(),
    })
}

/// The same as events, one for each line.
pub fn events(said: &Said, step: Option<&str>) -> Vec<Event> {
    let text = terminal::plain(&said.text);
    let notes = said.note.iter().flat_map(|note| note.lines());
    let lines = notes.chain(text.split_terminator('\n'));
    let event = |line: &str| {
        Event::Output(Output {
            text: line.to_owned(),
            label: said.by.as_ref().map(|by| by.label.clone()),
            mnemonic: said.by.as_ref().map(|by| by.mnemonic.clone()),
            step: step.map(str::to_owned),
        })
    };
    lines.map(event).collect()
}
