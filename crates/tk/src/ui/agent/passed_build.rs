//! A build that passed.

use bep::TestStatus;

use super::{About, counts};
use crate::text::count;
use crate::text::room::{Room, names};
use crate::ui::summary;

/// How much of the room the names of a kind take.
const NAMES_BYTES: usize = 300;

/// How many tools are named that had something to say.
const TOOLS: usize = 3;

pub fn fill(room: &mut Room, about: &About<'_>) {
    let flaky: Vec<&str> = about
        .report
        .tests
        .iter()
        .filter(|test| test.status == TestStatus::Flaky)
        .map(|test| test.label.as_str())
        .collect();
    let flaky = (!flaky.is_empty()).then(|| format!("flaky: {}", names(&flaky, NAMES_BYTES)));
    let dist = summary::dist_line(about.context).map(|line| line.trim_start().to_owned());
    let lines = [
        counts::line(about.report),
        dist,
        flaky,
        about.retried.clone(),
    ];
    for line in lines.into_iter().flatten() {
        room.add(&line);
    }
    tools(room, about);
    if let Some(id) = about.id {
        room.add(&format!("more: {} history show {id}", about.tk()));
    }
}

/// Which tools had something to say although they succeeded, such as warnings.
fn tools(room: &mut Room, about: &About<'_>) {
    let said = &about.told.tools;
    if said.is_empty() {
        return;
    }
    let many = count::of(said.len(), "successful action");
    room.add(&format!(
        "{many} had something to say (all of it with --agent=off, when they run again):"
    ));
    for tool in said.iter().take(TOOLS) {
        room.add(&format!(
            "  {} ({}): {}",
            tool.label, tool.mnemonic, tool.line
        ));
    }
}
