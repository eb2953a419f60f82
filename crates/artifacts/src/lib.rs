//! `dist/<platform>/`: what builds leave there, as real files with a manifest.
//!
//! [`publish()`] brings the folder up to date, [`verify`] checks it, [`Dist`] lists what is there and [`clean`]
//! removes it.

pub mod clean;
mod digest;
mod dist;
mod error;
mod fingerprint;
pub mod manifest;
mod publish;
pub mod verify;

pub use dist::{Dist, Published};
pub use error::{Error, Result};
pub use manifest::Manifest;
pub use publish::{Outcome, Request, publish};
