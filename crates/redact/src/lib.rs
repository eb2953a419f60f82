#![doc = include_str!("../README.md")]

mod command_line;
mod harmless;
mod names;
mod places;
mod redactor;
mod stream;
pub mod terminal;
mod values;

pub use redactor::Redactor;
pub use stream::RedactedStream;

/// Replaces a secret.
pub const REDACTED: &str = "[redacted]";

#[cfg(test)]
mod tests;
