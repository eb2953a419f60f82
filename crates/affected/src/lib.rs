#![doc = include_str!("../README.md")]

mod ask;
mod compare;
mod digests;
mod error;
mod files;
mod graph;
mod place;
mod remembered;
mod repository;
mod revisions;
mod wire;

pub use compare::{Affected, Cause, Changes, TakesMore};
pub use error::{Error, Result};
pub use revisions::{Asked, since};
