//! Profiles of the last builds: kept below `.tk/`, and told by `tk profile`.

pub mod analysis;
pub mod hints;
pub mod html;
pub mod kept;
mod trace;
pub mod view;
