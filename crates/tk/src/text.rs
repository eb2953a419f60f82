//! Values as text for people, wherever they stand.

pub mod age;
pub mod duration;
pub mod failure;
pub mod labels;
pub mod tests;
