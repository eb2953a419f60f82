//! The trace that a profile is: JSON with one event per line.

use std::borrow::Cow;

use serde::Deserialize;

/// One event of the trace, as far as it is read.
#[derive(Deserialize)]
pub(super) struct TraceEvent<'a> {
    #[serde(borrow, default)]
    pub(super) cat: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) name: Cow<'a, str>,
    #[serde(default)]
    pub(super) ts: i64,
    #[serde(default)]
    pub(super) dur: i64,
    #[serde(default)]
    pub(super) tid: i64,
    #[serde(borrow, default)]
    pub(super) out: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) args: Option<TraceArguments<'a>>,
}

/// What an event says of an action.
#[derive(Deserialize)]
pub(super) struct TraceArguments<'a> {
    #[serde(borrow, default)]
    pub(super) target: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) mnemonic: Cow<'a, str>,
}

/// The invocation's id in the trace's first line.
pub(super) fn build_id(head: &[u8]) -> Option<String> {
    let head = std::str::from_utf8(head).ok()?;
    let (_, rest) = head.split_once("\"build_id\":\"")?;
    rest.split_once('"').map(|(id, _)| id.to_owned())
}

/// The event of a line, if it is one.
pub(super) fn event(line: &[u8]) -> Option<TraceEvent<'_>> {
    let line = line.trim_ascii();
    serde_json::from_slice(line.strip_suffix(b",").unwrap_or(line)).ok()
}
