//! Flags that several commands share.

mod agent_flags;
mod build_flags;
pub mod exclusions;
mod mode;

pub use agent_flags::AgentArgs;
pub use build_flags::RunArgs;
pub use mode::ModeArgs;
