//! The names of variables of the environment.

/// The beginning of all of them.
pub const PREFIX: &str = "TACHIKOMA_";

/// The one that names the file.
pub const FILE: &str = "TACHIKOMA_CONFIG";
