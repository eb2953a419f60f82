//! Generated files that are committed: which there are, and how they differ from what is made.

mod found;
mod listed;

pub use found::{Finding, Found};
pub use listed::{Listed, list};
