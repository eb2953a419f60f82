//! Flags that several commands share.

mod affected_flags;
mod agent_flags;
mod build_flags;
pub mod exclusions;
mod mode;

pub use affected_flags::AffectedFlags;
pub use agent_flags::AgentArgs;
pub use build_flags::RunArgs;
pub use mode::ModeArgs;
