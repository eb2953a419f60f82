//! Profiles of the last builds: kept below `.tk/`, and told by `tk profile`.

pub mod hints;
pub mod html;
pub mod kept;
pub mod view;
