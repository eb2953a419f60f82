//! Why a stream could not be read on.

use std::io;

/// The largest event that is read, in bytes. The largest ones seen are below 100 MB.
pub const MAX_EVENT_BYTES: u64 = 256 * 1024 * 1024;

/// Why a stream could not be read on. Offsets are bytes from the start of the stream.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The source failed.
    #[error("cannot read the build events at byte {offset}")]
    Io {
        /// How far reading came.
        offset: u64,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The stream ends in the middle of an event.
    #[error("the build events end in the middle of an event that begins at byte {offset}")]
    Truncated {
        /// Where the unfinished event begins.
        offset: u64,
    },
    /// An event says that it is larger than any event may be.
    #[error(
        "the event at byte {offset} is {size} bytes long; events of more than \
         {MAX_EVENT_BYTES} bytes are not read"
    )]
    TooLarge {
        /// Where it begins.
        offset: u64,
        /// Its length as it says.
        size: u64,
    },
    /// The bytes are no length and no event.
    #[error("there is no build event at byte {offset}")]
    Malformed {
        /// Where the event should begin.
        offset: u64,
        /// What is wrong with it; `None` where its length is no number.
        #[source]
        source: Option<prost::DecodeError>,
    },
}
