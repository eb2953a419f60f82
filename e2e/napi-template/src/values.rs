//! Numbers, texts, buffers, functions and what lies outside of JavaScript.

use napi::bindgen_prelude::*;
use napi_derive::napi;

/// Adds two numbers.
///
/// In two paragraphs.
#[napi]
pub fn add(left: i32, right: i32) -> i32 {
    left.wrapping_add(right)
}

/// Fails, to show what an error looks like in JavaScript.
#[napi]
pub fn refuse(reason: String) -> Result<()> {
    Err(Error::from_reason(reason))
}

#[napi(js_name = "renamed", strict)]
pub fn has_another_name(flag: bool, optional: Option<i64>) -> Option<i64> {
    if flag { optional } else { None }
}

#[napi]
pub fn big(value: BigInt) -> u128 {
    value.get_u128().1
}

#[napi]
pub fn pair() -> (u32, String) {
    (1, "one".to_owned())
}

#[napi]
pub fn bytes(length: u32) -> Buffer {
    vec![7_u8; length as usize].into()
}

#[napi]
pub fn total(values: Float64Array, more: &[u8]) -> f64 {
    values.iter().sum::<f64>() + more.iter().map(|byte| f64::from(*byte)).sum::<f64>()
}

#[napi]
pub fn view() -> Uint8Array {
    Uint8Array::new(vec![1, 2, 3])
}

#[napi]
pub fn apply(callback: Function<'_, u32, String>) -> Result<String> {
    callback.call(3)
}

#[napi]
pub fn json(value: serde_json::Value) -> String {
    value.to_string()
}

#[napi]
pub fn hold(value: u32) -> External<u32> {
    External::new(value)
}

#[napi]
pub fn held(value: &External<u32>) -> u32 {
    **value
}

#[napi(skip_typescript)]
pub fn hidden() -> u32 {
    7
}

/// What belongs together.
#[napi(namespace = "math")]
pub mod math {
    #[napi]
    pub fn length(range: Range) -> f64 {
        range.to - range.from
    }

    #[napi]
    pub fn twice(value: f64) -> f64 {
        value * 2.0
    }

    #[napi(object)]
    pub struct Range {
        pub from: f64,
        pub to: f64,
    }
}
