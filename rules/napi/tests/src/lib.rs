//! A small native module with one export of each kind that the tests look at.

use napi_derive::napi;

/// Adds two numbers.
#[napi]
pub fn add(left: i32, right: i32) -> i32 {
    left + right
}

/// Fails, to show what an error looks like in JavaScript.
#[napi]
pub fn refuse(reason: String) -> napi::Result<()> {
    Err(napi::Error::from_reason(reason))
}

/// How fast something is.
#[napi]
pub enum Speed {
    /// Takes its time.
    Slow,
    /// Does not.
    Fast,
}

/// A point, handed over as a plain object.
#[napi(object)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From above.
    pub y: f64,
}

/// The distance of a point from the origin.
#[napi]
pub fn norm(point: Point) -> f64 {
    point.x.hypot(point.y)
}

/// Counts upwards.
#[napi]
pub struct Counter {
    value: u32,
}

#[napi]
impl Counter {
    /// Starts at a value.
    #[napi(constructor)]
    pub fn new(value: u32) -> Self {
        Self { value }
    }

    /// Counts one further.
    #[napi]
    pub fn count(&mut self) -> u32 {
        self.value += 1;
        self.value
    }
}
