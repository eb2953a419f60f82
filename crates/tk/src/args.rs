//! Flags that several commands share.

mod affected;
mod agent;
mod agent_flags;
mod affected_flags;
mod build_flags;
pub mod exclusions;
mod mode;

pub use affected::AffectedFlags;
pub use agent::AgentArgs;
pub use agent_flags::AgentArgs;
pub use affected_flags::AffectedFlags;
pub use build_flags::RunArgs;
pub use mode::ModeArgs;
