//! Names of headers, and media types, that are not in every library.

/// Requests with the same key and body are one.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Says that an earlier request with the same key made what is answered.
pub const IDEMPOTENCY_REPLAYED: &str = "idempotency-replayed";

/// The number of the last event that a reader has.
pub const LAST_EVENT_ID: &str = "last-event-id";

/// A line of JSON for each event.
pub const NDJSON: &str = "application/x-ndjson";
