//! Classes: constructors, factories, accessors, iterators.

use napi::bindgen_prelude::*;
use napi::iterator::Generator;
use napi_derive::napi;

/// Counts upwards.
#[napi]
pub struct Counter {
    value: u32,
    /// The name of the counter.
    pub name: String,
    #[napi(readonly)]
    pub step: u32,
}

#[napi]
impl Counter {
    /// Starts at a value.
    #[napi(constructor)]
    pub fn new(value: u32, name: Option<String>) -> Self {
        Self {
            value,
            name: name.unwrap_or_default(),
            step: 1,
        }
    }

    #[napi(factory)]
    pub fn from_zero(name: String) -> Self {
        Self {
            value: 0,
            name,
            step: 1,
        }
    }

    #[napi(getter)]
    pub fn value(&self) -> u32 {
        self.value
    }

    #[napi(setter)]
    pub fn set_value(&mut self, value: u32) {
        self.value = value;
    }

    /// Counts further; can be chained.
    #[napi]
    pub fn add(&mut self, by: u32) -> &Self {
        self.value += by;
        self
    }

    #[napi(js_name = "isZero", writable = false)]
    pub fn zero(&self) -> bool {
        self.value == 0
    }

    #[napi]
    pub fn parse(text: String) -> Result<u32> {
        text.parse()
            .map_err(|_| Error::new(Status::InvalidArg, "not a number"))
    }

    #[napi]
    pub async fn later(&self) -> Result<u32> {
        Ok(self.value)
    }
}

/// Belongs to a counter, and keeps it alive.
#[napi]
pub struct Watcher {
    counter: Reference<Counter>,
}

#[napi]
impl Watcher {
    #[napi(factory)]
    pub fn of(counter: Reference<Counter>) -> Self {
        Self { counter }
    }

    #[napi(getter)]
    pub fn seen(&self) -> u32 {
        self.counter.value
    }
}

/// All fields are JavaScript's.
#[napi(constructor)]
pub struct Animal {
    pub name: String,
    #[napi(ts_type = "'cat' | 'dog'")]
    pub kind: String,
}

/// Counts down to zero in a `for` loop.
#[napi(iterator)]
pub struct Countdown {
    left: u32,
}

#[napi]
impl Generator for Countdown {
    type Yield = u32;
    type Next = i32;
    type Return = ();

    fn next(&mut self, _value: Option<i32>) -> Option<u32> {
        self.left = self.left.checked_sub(1)?;
        Some(self.left)
    }
}

#[napi]
impl Countdown {
    #[napi(constructor)]
    pub fn new(from: u32) -> Self {
        Self { left: from }
    }
}
