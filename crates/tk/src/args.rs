//! Flags that several commands share.

mod build_flags;
pub mod exclusions;
mod mode;

pub use build_flags::RunArgs;
pub use mode::ModeArgs;
