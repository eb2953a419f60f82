//! Bazel's events as JSON (`--build_event_json_file`), brought into their binary form.
//!
//! The binary form is what the model reads, so that both forms of a stream are read by the same
//! code and make the same report. Fields that the wire types do not have are passed over before
//! anything of them is copied, as they are in the binary form.

mod borders;
mod messages;
mod reader;
mod schema;
mod transcode;
mod values;

pub(crate) use messages::is_event_field;
#[cfg(test)]
pub(crate) use messages::{ENUMS, MESSAGES};
pub(crate) use reader::JsonRecords;
#[cfg(test)]
pub(crate) use schema::Kind;
