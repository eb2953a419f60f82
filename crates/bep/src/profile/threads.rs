//! The actions of a trace, put together from what each thread did.

use super::trace::TraceEvent;
use super::{ActionSpan, Way};
use crate::text;

/// The category of waiting for processors and memory.
const QUEUE: &str = "action resource lock";

/// What one thread did: whole actions, and marks of how they were done.
#[derive(Default)]
pub(super) struct Thread {
    actions: Vec<(i64, i64, ActionSpan)>,
    marks: Vec<(i64, Way)>,
    /// When it waited for resources, and how long.
    waits: Vec<(i64, i64)>,
}

impl Thread {
    pub(super) fn add(&mut self, event: &TraceEvent<'_>) {
        if event.cat == "action processing" {
            let (label, mnemonic) = match &event.args {
                Some(arguments) => (
                    text::label(&arguments.target).into_owned(),
                    arguments.mnemonic.to_string(),
                ),
                None => (String::new(), String::new()),
            };
            let span = ActionSpan {
                primary_output: text::unmangled(&event.out).into_owned(),
                label,
                mnemonic,
                start_ms: event.ts as f64 / 1_000.0,
                duration_ms: event.dur.max(0) as f64 / 1_000.0,
                queued_ms: 0.0,
                way: Way::Internal,
                description: text::unmangled(&event.name).into_owned(),
            };
            self.actions
                .push((event.ts, event.ts.saturating_add(event.dur), span));
        } else if event.cat == QUEUE {
            self.waits.push((event.ts, event.dur.max(0)));
        } else if let Some(way) = way(event) {
            self.marks.push((event.ts, way));
        }
    }

    pub(super) fn spans(mut self) -> impl Iterator<Item = ActionSpan> {
        self.marks.sort_unstable();
        self.waits.sort_unstable();
        let (marks, waits) = (self.marks, self.waits);
        self.actions.into_iter().map(move |(start, end, mut span)| {
            let ways = within(&marks, start, end).map(|(_, way)| *way);
            span.way = ways.max().unwrap_or(Way::Internal);
            // What a damaged profile says may be any number.
            let length = (end - start).max(0);
            let waits = within(&waits, start, end).map(|(_, wait)| *wait);
            let waited = waits.fold(0, i64::saturating_add).min(length);
            // An action waits before it works; the few that run several processes wait in between,
            // too, which moves their beginning and not their end.
            span.queued_ms = waited as f64 / 1_000.0;
            span.start_ms = (start + waited) as f64 / 1_000.0;
            span.duration_ms = (length - waited) as f64 / 1_000.0;
            span
        })
    }
}

/// Of what is sorted by time, that which happened from a start to an end.
fn within<T>(sorted: &[(i64, T)], start: i64, end: i64) -> impl Iterator<Item = &(i64, T)> {
    let first = sorted.partition_point(|(time, _)| *time < start);
    sorted[first..]
        .iter()
        .take_while(move |(time, _)| *time <= end)
}

/// What an event within an action's time says of how it is done; the greatest one counts, so that
/// a process that ran outweighs the outputs of a cache that it was given.
fn way(event: &TraceEvent<'_>) -> Option<Way> {
    match (&*event.cat, &*event.name) {
        ("remote action execution", _) => Some(Way::Remote),
        ("local action execution", _) => Some(Way::Local),
        (_, "sandbox.createFileSystem") => Some(Way::Sandbox),
        (_, "subprocess.run") => Some(Way::Process),
        ("remote output download", _) | (_, "Remote.download") => Some(Way::Cached),
        (category, _) if category.starts_with("worker ") => Some(Way::Worker),
        _ => None,
    }
}
