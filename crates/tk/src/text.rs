//! Values as text for people.

pub mod age;
pub mod count;
pub mod cut;
pub mod duration;
pub mod failure;
pub mod labels;
pub mod one_line;
pub mod room;
pub mod unfinished;
