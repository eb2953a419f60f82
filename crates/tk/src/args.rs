//! Flags that several commands share.

mod build;
mod mode;

pub use build::{RunArgs, split_exclusions};
pub use mode::ModeArgs;
