//! What the build service and its clients send each other beside the service's own types: one definition for both sides,
//! from which the API's description is made.

mod builds;
mod create;
pub mod header;
mod overview;
mod page;
mod projects;
mod tokens;

pub use builds::{After, BuildNow, Queued, Reason, Stopping, Wait, Which};
pub use create::{CreateAndBuild, Created};
pub use overview::{BuildLine, WhichOfAll};
pub use page::{MOST, Page, Part};
pub use projects::CallbackSecrets;
pub use tokens::{MadeToken, NewToken};

/// Where a service listens, and where clients look for it, if nobody says otherwise.
pub const DEFAULT_LISTEN: &str = "127.0.0.1:7420";
