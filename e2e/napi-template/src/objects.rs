//! Plain objects, generic types and aliases.

use std::collections::{HashMap, HashSet};

use napi::bindgen_prelude::*;
use napi_derive::napi;
use shared::Place;

/// A point, handed over as a plain object.
#[napi(object)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From above.
    pub y: f64,
    #[napi(readonly)]
    pub label: Option<String>,
}

#[napi(object, object_from_js = false)]
pub struct Answer {
    #[napi(js_name = "isRight")]
    pub right: bool,
    #[napi(ts_type = "'yes' | 'no'")]
    pub word: String,
}

#[napi(object, use_nullable = true)]
pub struct Nullable {
    pub name: Option<String>,
}

/// A number by another name.
#[napi(transparent)]
pub struct Meters(pub f64);

#[napi]
pub type Numbers = Vec<u32>;

#[napi]
pub fn distance(point: Point) -> f64 {
    point.x.hypot(point.y)
}

#[napi]
pub fn answer(word: String) -> Answer {
    Answer {
        right: word == "yes",
        word,
    }
}

#[napi]
pub fn nullable(name: Option<String>) -> Nullable {
    Nullable { name }
}

#[napi]
pub fn sum(numbers: Numbers) -> u32 {
    numbers.iter().sum()
}

#[napi]
pub fn double(length: Meters) -> Meters {
    Meters(length.0 * 2.0)
}

#[napi]
pub fn unique(words: Vec<String>) -> HashSet<String> {
    words.into_iter().collect()
}

#[napi]
pub fn count_words(text: String) -> HashMap<String, u32> {
    let mut counts = HashMap::new();
    for word in text.split_whitespace() {
        *counts.entry(word.to_owned()).or_insert(0) += 1;
    }
    counts
}

#[napi]
pub fn either(value: Either<String, u32>) -> Either3<bool, String, u32> {
    match value {
        Either::A(text) if text.is_empty() => Either3::A(false),
        Either::A(text) => Either3::B(text),
        Either::B(number) => Either3::C(number),
    }
}

#[napi]
pub fn equator() -> Place {
    Place {
        latitude: 0.0,
        longitude: 0.0,
    }
}

#[napi(
    ts_args_type = "value: number, more?: { times: 1 | 2 }",
    ts_return_type = "`${number}`"
)]
pub fn repeat(value: u32, _more: Option<Object<'_>>) -> String {
    value.to_string()
}

#[napi(
    ts_generic_types = "T extends string",
    ts_args_type = "value: T",
    ts_return_type = "T"
)]
pub fn same(value: String) -> String {
    value
}
