//! One of each kind of thing that napi-rs exports.

mod asynchronous;
mod classes;
mod enums;
mod objects;
mod values;
