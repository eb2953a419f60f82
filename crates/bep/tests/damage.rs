//! Streams that are cut off, mixed up, doubled, still growing, or none at all.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "damage/any_bytes.rs"]
mod any_bytes;
#[path = "damage/cut_off.rs"]
mod cut_off;
#[path = "damage/growing.rs"]
mod growing;
#[path = "damage/huge_events.rs"]
mod huge_events;
#[path = "damage/json_lines.rs"]
mod json_lines;
#[path = "damage/missing.rs"]
mod missing;
#[path = "damage/no_events.rs"]
mod no_events;
#[path = "damage/order.rs"]
mod order;
#[path = "damage/other_formats.rs"]
mod other_formats;
mod support;
