//! The engine, for Node.js.

use napi_derive::napi;

/// A word, and how often it is there.
#[napi(object)]
pub struct Frequency {
    pub word: String,
    pub count: u32,
}

/// How often each word is in a text, the most frequent first.
#[napi]
pub fn frequencies(text: String) -> Vec<Frequency> {
    engine_core::frequencies(&text)
        .into_iter()
        .map(|(word, count)| Frequency { word, count })
        .collect()
}
