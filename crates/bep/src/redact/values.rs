//! Values that are known to be secret, in all forms in which they may turn up.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use super::BLOT;

/// Shorter values are part of too much text.
const MIN_BYTES: usize = 4;
/// The same for values of which only a name says that they are secret.
pub(super) const MIN_ENVIRONMENT_BYTES: usize = 6;
/// Shorter pieces of base64 are part of too much text.
const MIN_BASE64_BYTES: usize = 6;
/// Shorter lines of secrets of several lines are part of too much text.
const MIN_LINE_BYTES: usize = 8;

/// How much more than the longest form may wait, where forms overlap without end.
const MAX_WAITING: usize = 64 * 1024;

/// The forms, the longest first, so that a part never leaves the rest of a whole behind.
#[derive(Clone, Default)]
pub(super) struct Values {
    forms: Arc<Vec<String>>,
}

impl Values {
    pub(super) fn add(&mut self, secrets: impl IntoIterator<Item = String>) {
        let forms = Arc::make_mut(&mut self.forms);
        for secret in secrets {
            let secret = secret.trim();
            if secret.len() >= MIN_BYTES {
                forms.extend(forms_of(secret));
            }
        }
        forms.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        forms.dedup();
    }

    pub(super) fn count(&self) -> usize {
        self.forms.len()
    }

    /// `text` without the values.
    pub(super) fn blot(&self, text: String) -> String {
        let mut text = text;
        for form in self.forms.iter() {
            if text.contains(form.as_str()) {
                text = text.replace(form.as_str(), BLOT);
            }
        }
        text
    }

    /// Where in `text` what must wait for more begins: a value could begin there, and none that
    /// is whole crosses that place.
    pub(super) fn ready(&self, text: &str) -> usize {
        let mut ready = text.len() - self.unfinished(text);
        if text.len() - ready > self.longest() + MAX_WAITING {
            return text.len();
        }
        loop {
            let crossing = self.forms.iter().filter_map(|form| {
                let from = floor(text, (ready + 1).saturating_sub(form.len()));
                let to = ceiling(text, (ready + form.len()).min(text.len()));
                let at = from + text.get(from..to)?.find(form.as_str())?;
                (at < ready && at + form.len() > ready).then_some(at)
            });
            match crossing.min() {
                Some(earlier) => ready = earlier,
                None => return ready,
            }
        }
    }

    fn longest(&self) -> usize {
        self.forms.first().map_or(0, String::len)
    }

    /// How many bytes at the end of `text` could be the start of a value.
    fn unfinished(&self, text: &str) -> usize {
        let longest = self.forms.iter().map(|form| {
            let most = form.len().saturating_sub(1).min(text.len());
            let begins = |size: &usize| {
                form.as_bytes()
                    .starts_with(&text.as_bytes()[text.len() - size..])
            };
            (1..=most).rev().find(begins).unwrap_or(0)
        });
        longest.max().unwrap_or(0)
    }
}

fn floor(text: &str, mut place: usize) -> usize {
    while !text.is_char_boundary(place) {
        place -= 1;
    }
    place
}

fn ceiling(text: &str, mut place: usize) -> usize {
    while !text.is_char_boundary(place) {
        place += 1;
    }
    place
}

fn forms_of(secret: &str) -> Vec<String> {
    let mut forms = vec![secret.to_owned()];
    let lines = secret.lines().map(str::trim);
    forms.extend(
        lines
            .filter(|line| line.len() >= MIN_LINE_BYTES)
            .map(str::to_owned),
    );
    forms.push(percent_encoded(secret, b"0123456789ABCDEF"));
    forms.push(percent_encoded(secret, b"0123456789abcdef"));
    if let Ok(json) = serde_json::to_string(secret) {
        forms.push(json.trim_matches('"').to_owned());
    }
    // As shells print it between single quotes.
    forms.push(secret.replace('\'', "'\\''"));
    forms.extend(base64_forms(secret.as_bytes()));
    forms
}

/// In base64 a value looks different for each place that it can have among groups of three bytes;
/// letters that its neighbours have a share in are left out.
fn base64_forms(secret: &[u8]) -> Vec<String> {
    let mut forms = Vec::new();
    for before in 0..3_usize {
        let mut bytes = vec![0; before];
        bytes.extend_from_slice(secret);
        let first = (before * 8).div_ceil(6);
        let whole = bytes.len() * 8 / 6;
        for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
            let encoded = engine.encode(&bytes);
            forms.extend(encoded.get(first..whole).map(str::to_owned));
        }
    }
    // Alone, or at the end of a text, the last letter is its own.
    forms.push(STANDARD_NO_PAD.encode(secret));
    forms.push(URL_SAFE_NO_PAD.encode(secret));
    forms.push(base64::engine::general_purpose::STANDARD.encode(secret));
    forms.retain(|form| form.len() >= MIN_BASE64_BYTES);
    forms
}

fn percent_encoded(text: &str, digits: &[u8; 16]) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(digits[usize::from(byte >> 4)]));
            out.push(char::from(digits[usize::from(byte & 15)]));
        }
    }
    out
}

/// Whether a variable's name says that its value is secret.
pub(super) fn names_secret(name: &str) -> bool {
    const ANYWHERE: &[&str] = &[
        "TOKEN",
        "SECRET",
        "PASSWORD",
        "PASSWD",
        "PASSPHRASE",
        "CREDENTIAL",
        "COOKIE",
        "APIKEY",
        "AUTHORIZATION",
    ];
    const WORDS: &[&str] = &[
        "KEY",
        "KEYS",
        "AUTH",
        "PASS",
        "PAT",
        "PW",
        "PWD",
        "SIGNATURE",
    ];
    /// What such variables hold is where the secret lies.
    const PLACES: &[&str] = &["FILE", "PATH", "DIR", "SOCK", "HELPER", "ASKPASS"];
    /// The working directory, and the one before.
    const KNOWN: &[&str] = &["PWD", "OLDPWD", "XAUTHORITY"];
    let name = name.to_ascii_uppercase();
    let words = || name.split(|c: char| !c.is_ascii_alphanumeric());
    if KNOWN.contains(&name.as_str()) || words().next_back().is_some_and(|w| PLACES.contains(&w)) {
        return false;
    }
    ANYWHERE.iter().any(|part| name.contains(part)) || words().any(|word| WORDS.contains(&word))
}
