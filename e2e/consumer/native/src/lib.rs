//! A native module for Node.js.

use napi_derive::napi;

/// The version of this module.
#[napi]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Adds two numbers.
#[napi]
pub fn add(left: i32, right: i32) -> i32 {
    left.wrapping_add(right)
}
