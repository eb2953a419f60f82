//! Flags that several commands share.

mod build_flags;
mod mode;

pub use build_flags::{RunArgs, split_exclusions};
pub use mode::ModeArgs;
