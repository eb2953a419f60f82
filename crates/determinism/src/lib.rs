#![doc = include_str!("../README.md")]

pub mod actions;
pub mod bytes;
pub mod comparison;
mod error;
pub mod sources;

pub use error::{Error, Result};
