//! The critical path as a trace has it, and the actions that are its links.

use std::collections::HashMap;

use super::trace::TraceEvent;
use super::{ActionSpan, CriticalSpan, whole_micros};
use crate::text;

/// The category of the critical path's links.
const CRITICAL: &str = "critical path component";

/// Whether an event is a link of the critical path.
pub(super) fn is_link(event: &TraceEvent<'_>) -> bool {
    event.cat == CRITICAL
}

/// Links of actions are `action 'Executing genrule //:x'`.
pub(super) fn link(event: &TraceEvent<'_>) -> CriticalSpan {
    let words = event.name.strip_prefix("action '");
    let words = words.and_then(|words| words.strip_suffix('\''));
    CriticalSpan {
        description: text::unmangled(words.unwrap_or(&event.name)).into_owned(),
        start_ms: event.ts as f64 / 1_000.0,
        duration_ms: event.dur.max(0) as f64 / 1_000.0,
        queued_ms: 0.0,
        span: None,
    }
}

/// Finds the action of each link: of those with the same words the one that began nearest to it.
/// Bazel notes the two times by different clocks, so they are never quite the same.
pub(super) fn find_spans(path: &mut [CriticalSpan], spans: &[ActionSpan]) {
    let mut nearest: HashMap<&str, Vec<usize>> = HashMap::new();
    for link in path.iter() {
        nearest.entry(&link.description).or_default();
    }
    for (index, span) in spans.iter().enumerate() {
        if let Some(found) = nearest.get_mut(span.description.as_str()) {
            found.push(index);
        }
    }
    let found: Vec<_> = path
        .iter()
        .map(|link| {
            // A link begins when its action begins to wait.
            let begin = |span: &ActionSpan| span.start_ms - span.queued_ms;
            let distance = |index: &usize| (begin(&spans[*index]) - link.start_ms).abs();
            let same = nearest.get(link.description.as_str()).into_iter().flatten();
            same.copied()
                .min_by(|a, b| distance(a).total_cmp(&distance(b)))
        })
        .collect();
    for (link, found) in path.iter_mut().zip(found) {
        link.span = found;
        if let Some(span) = found.and_then(|index| spans.get(index)) {
            link.queued_ms = span.queued_ms.min(link.duration_ms);
            link.start_ms = whole_micros(link.start_ms + link.queued_ms);
            link.duration_ms = whole_micros(link.duration_ms - link.queued_ms);
        }
    }
}
