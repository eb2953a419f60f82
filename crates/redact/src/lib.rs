#![doc = include_str!("../README.md")]

mod command_line;
mod names;
mod places;
mod redactor;
mod stream;
pub mod terminal;
mod values;

pub use redactor::Redactor;
pub use stream::RedactedStream;

/// What stands where a secret stood.
pub const REDACTED: &str = "[redacted]";

#[cfg(test)]
mod tests;
