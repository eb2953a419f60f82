//! Flags that several commands share.

mod mode;
mod run;

pub use mode::ModeArgs;
pub use run::{RunArgs, split_exclusions};
