//! Flags that several commands share.

mod affected;
mod agent;
mod build_flags;
pub mod exclusions;
mod mode;

pub use affected::AffectedFlags;
pub use agent::AgentArgs;
pub use build_flags::RunArgs;
pub use mode::ModeArgs;
