//! Enumerations and constants.

use napi_derive::napi;

/// The answer to everything.
#[napi]
pub const ANSWER: u32 = 42;

/// Numbers, from zero.
#[napi]
#[derive(Clone, Copy)]
pub enum Kind {
    /// The first.
    Dog,
    Cat,
    Duck,
}

/// Numbers of its own.
#[napi]
pub enum Status {
    Pristine = 1,
    Loading = 4,
    Ready,
}

#[napi(string_enum)]
#[derive(Debug, Clone)]
pub enum Name {
    One,
    Two,
}

#[napi(string_enum = "kebab-case")]
pub enum Case {
    FirstWord,
    #[napi(value = "my-own")]
    SecondWord,
}

/// Each variant has fields of its own.
#[napi(discriminant = "type")]
pub enum Event {
    Hello,
    Greeting { name: String },
    Moved { x: i32, y: Option<i32> },
}

#[napi]
pub fn next_kind(kind: Kind) -> Kind {
    match kind {
        Kind::Dog => Kind::Cat,
        Kind::Cat => Kind::Duck,
        Kind::Duck => Kind::Dog,
    }
}

#[napi]
pub fn name_of(value: Name) -> String {
    format!("{value:?}")
}

#[napi]
pub fn case_of(status: Status) -> Case {
    match status {
        Status::Pristine => Case::FirstWord,
        Status::Loading | Status::Ready => Case::SecondWord,
    }
}

#[napi]
pub fn greet(name: String) -> Event {
    match name.as_str() {
        "" => Event::Hello,
        "north" => Event::Moved { x: 0, y: Some(1) },
        _ => Event::Greeting { name },
    }
}
