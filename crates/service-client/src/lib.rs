#![doc = include_str!("../README.md")]

mod address;
mod artifacts;
mod backoff;
mod builds;
mod client;
pub mod commands;
mod error;
mod events;
mod projects;
mod tokens;

pub use address::ServiceAddress;
pub use artifacts::ArtifactReader;
pub use backoff::{Lost, Pace};
pub use builds::Answered;
pub use client::{Client, Settings};
pub use error::ClientError;
pub use events::{Follower, Received, Update};
