//! The commands, a file each.

pub mod artifacts;
pub mod build;
pub mod check;
pub mod clean;
pub mod generate;
pub mod launcher;
pub mod test;
pub mod verify;
pub mod version;
