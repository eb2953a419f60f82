//! Profiles of the last builds, kept below `.tk/`.

pub mod kept;
