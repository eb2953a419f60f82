//! Committed files that are generated: which are not what their generators make, what made them so, and an update that
//! changes all of them or none.

mod comparison;
mod digest;
mod error;
pub mod known;
mod manifest;
mod record;
mod update;

pub use comparison::{Difference, Kind, differences};
pub use error::{Error, Result};
pub use manifest::{GROUP, Generated, Made, TAG};
pub use record::{Cause, Record};
pub use update::{recover, update};
