//! What the service needs of its outside. Each is a trait that works as `dyn`.

mod agent;
mod artifacts;
mod callback;
mod check;
mod clock;
mod git;
mod job;
mod provision;
mod step_error;
mod stop;
pub mod store;
mod template;

pub use agent::{AgentEnd, CodeAgent};
pub use artifacts::Artifacts;
pub use callback::{Callbacks, Delivery};
pub use check::Check;
pub use clock::{Clock, MachineClock};
pub use git::{Commit, Git, Pushed, Workspace};
pub use job::{Job, Reporter};
pub use provision::{Plan, ProvisionStep};
pub use step_error::StepError;
pub use stop::{Stop, StopReason, Stopper, stopper};
pub use store::{Store, StoreError};
pub use template::Templates;
